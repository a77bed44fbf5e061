// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/live_arm.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <thread>
#include <utility>

#include "bpf/fizzbuzz/message.h"
#include "harness/base/clock.h"
#include "harness/cli/live_expectation.h"
#include "harness/kernel/cpus.h"
#include "harness/kernel/message_type.h"

namespace bpfmark {
namespace {

// 10.0.0.0 and the 255 addresses behind it: every remainder modulo 3, 5 and 256.
constexpr SourceCircle kSources{0x0a000000, 256};
constexpr double kPatienceS = 2;
constexpr std::uint32_t kPieces = 4;
constexpr std::uint32_t kPiece = 128;  // fits the veth's ring of 256 frames
constexpr std::uint32_t kTooMany = 8192;

double thread_cpu_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

// The first message that is not as expected.
Result<void> check_words(const std::string& version, const std::vector<std::string>& words,
                         const std::vector<std::string>& expected) {
  for (std::size_t i = 0; i < std::min(words.size(), expected.size()); ++i) {
    if (words[i] == expected[i]) continue;
    return cannot_measure(fmt::format("{}: message {} is {}, and should be {}", version, i + 1,
                                      words[i], expected[i]));
  }
  return {};
}

tl::unexpected<Error> went_missing(const std::string& version, std::uint64_t received,
                                   std::uint64_t lost, std::uint64_t expected) {
  return cannot_measure(fmt::format("{}: {} messages arrived and {} were counted as lost, of {}",
                                    version, received, lost, expected));
}

// Counts messages in a thread of its own until it is told that no more will come.
class Counting {
 public:
  explicit Counting(MessageDrain* drain) : drain_(drain) {
    if (drain_ != nullptr) thread_ = std::thread([this] { run(); });
  }
  ~Counting() { stop(); }
  Counting(const Counting&) = delete;
  Counting& operator=(const Counting&) = delete;

  void stop() {
    done_ = true;
    if (thread_.joinable()) thread_.join();
  }
  std::uint64_t received() const { return received_; }
  double cpu_ns() const { return cpu_ns_; }

 private:
  void run() {
    // Away from the sender, which takes the highest.
    if (const std::vector<int> cpus = allowed_cpus(); cpus.size() > 1)
      (void)pin_to_cpu(cpus.front());
    const double start_ns = thread_cpu_ns();
    for (;;) {
      const bool last = done_;
      const auto count = drain_->drain([](const Bytes&) {});
      if (!count) break;
      received_ += *count;
      if (*count == 0 && last) break;
      if (*count == 0) drain_->wait(1);
    }
    cpu_ns_ = thread_cpu_ns() - start_ns;
  }

  MessageDrain* drain_;
  std::thread thread_;
  std::atomic<bool> done_ = false;
  std::atomic<std::uint64_t> received_ = 0;
  double cpu_ns_ = 0;
};

}  // namespace

Result<std::unique_ptr<LiveArm>> LiveArm::load(const Version& version) {
  BPFMARK_ASSIGN(program, load_live_program(version.program, ""));
  std::unique_ptr<LiveArm> arm(new LiveArm(version.name, std::move(program)));
  if (version.name == "pass") return arm;
  BPFMARK_ASSIGN(messages, message_map(arm->program_.object, ""));
  BPFMARK_TRY(set_message_type(messages, ""));
  BPFMARK_ASSIGN(drain, open_drain(messages, usual_way(messages)));
  arm->messages_ = messages;
  arm->drain_ = std::move(drain);
  return arm;
}

Result<LiveRecord> LiveArm::attach(const Interface& interface, AttachMode mode,
                                   const std::optional<LiveRecord>& earlier) {
  AttachRequest request;
  request.interface = interface;
  request.mode = mode;
  if (earlier) request.replaced = EarlierLive{*earlier, true};
  auto attached = LiveAttachment::attach(program_.object, request);
  if (!attached) return tl::unexpected<Error>(attached.error());
  const LiveRecord record = attached->record();
  attachment_.emplace(std::move(*attached));
  return record;
}

// The receiver's work may be done a little later than the sender's.
Result<void> LiveArm::take_until(std::vector<std::string>& words, std::uint64_t lost_before,
                                 std::size_t expected) {
  const double end_s = clock_s() + kPatienceS;
  while (words.size() + lost() - lost_before < expected && clock_s() < end_s) {
    BPFMARK_TRY(drain_->drain(
        [&](const Bytes& message) { words.push_back(message_text(*messages_, message)); }));
  }
  // One more look: there may be more than expected.
  BPFMARK_TRY(drain_->drain(
      [&](const Bytes& message) { words.push_back(message_text(*messages_, message)); }));
  return {};
}

Result<void> LiveArm::check_arrival(LiveSender& sender, bool from_socket) {
  const std::uint64_t lost_before = lost();
  for (std::uint32_t piece = 0; piece < kPieces; ++piece) {
    const SourceCircle circle{kSources.first + piece * kPiece, kPiece};
    const auto expected = expected_words(name_, circle.first, circle.span, kPiece);
    if (from_socket) {
      BPFMARK_TRY(sender.send_from_socket(circle, kPiece));
    } else {
      BPFMARK_TRY(sender.send_from_bpf(circle, kPiece));
    }
    std::vector<std::string> words;
    BPFMARK_TRY(take_until(words, lost_before, expected.size()));
    BPFMARK_TRY(check_words(name_, words, expected));
    if (words.size() != expected.size() || lost() != lost_before) {
      return went_missing(name_, words.size(), lost() - lost_before, expected.size());
    }
  }
  return {};
}

Result<void> LiveArm::check_loss(LiveSender& sender) {
  const std::uint64_t lost_before = lost();
  const auto expected = expected_words(name_, kSources.first, kSources.span, kTooMany);
  BPFMARK_TRY(sender.send_from_bpf(kSources, kTooMany));
  const double end_s = clock_s() + kPatienceS;
  while (lost() - lost_before + MESSAGES_CAPACITY < expected.size() && clock_s() < end_s) {
    std::this_thread::yield();
  }
  std::vector<std::string> words;
  BPFMARK_TRY(take_until(words, lost_before, expected.size()));
  BPFMARK_TRY(check_words(name_, words, expected));
  const std::uint64_t lost_now = lost() - lost_before;
  if (lost_now == 0 || words.size() + lost_now != expected.size()) {
    return went_missing(name_, words.size(), lost_now, expected.size());
  }
  return {};
}

Result<LiveBlock> LiveArm::run_block(LiveSender& sender, std::uint32_t packets) {
  const std::uint64_t lost_before = lost();
  LiveBlock block;
  block.packets = packets;
  Counting counting(drain_.get());
  BPFMARK_ASSIGN(elapsed_ns, sender.send_from_bpf(kSources, packets));
  block.elapsed_ns = elapsed_ns;
  block.expected = expected_words(name_, kSources.first, kSources.span, packets).size();
  const double end_s = clock_s() + kPatienceS;
  while (drain_ && counting.received() + lost() - lost_before < block.expected &&
         clock_s() < end_s) {
    std::this_thread::yield();
  }
  counting.stop();
  block.drain_cpu_ns = counting.cpu_ns();
  block.received = counting.received();
  block.lost = lost() - lost_before;
  if (!drain_) return block;
  const std::uint64_t said = block.received + block.lost;
  if (said > block.expected) {
    return went_missing(name_, block.received, block.lost, block.expected);
  }
  // At full rate the pair's ring drops frames before any program sees them, and the kernel does not
  // say so to the sender: only those count that the program spoke of.
  block.packets = static_cast<std::uint32_t>(packets * said / block.expected);
  return block;
}

}  // namespace bpfmark

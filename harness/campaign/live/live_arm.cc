// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/live/live_arm.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <thread>
#include <utility>

#include "bpf/fizzbuzz/message.h"
#include "harness/base/clock.h"
#include "harness/campaign/live/live_expectation.h"
#include "harness/kernel/machine/cpus.h"
#include "harness/kernel/message/message_text.h"
#include "harness/kernel/message/message_type.h"

namespace bpfmark {
namespace {

// 10.0.0.0 and the 255 addresses behind it: every remainder modulo 3, 5 and 256.
constexpr SourceCircle kSources{0x0a000000, 256};
constexpr double kPatienceS = 5;
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

LiveAccount since(const LiveAccount& before, const LiveAccount& now) {
  return {.sent = 0,
          .packets = now.packets - before.packets,
          .dropped = now.dropped - before.dropped,
          .said = now.said - before.said,
          .received = 0,
          .lost = now.lost - before.lost};
}

// Counts messages in a thread of its own until it is told that no more will come.
class Counting {
 public:
  explicit Counting(MessageDrain* drain) : drain_(drain) {
    if (drain_ == nullptr) return;
    thread_ = std::thread([this] { run(); });
    while (!reads_) std::this_thread::yield();
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
    reads_ = true;
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
  std::atomic<bool> reads_ = false;
  std::atomic<bool> done_ = false;
  std::atomic<std::uint64_t> received_ = 0;
  double cpu_ns_ = 0;
};

}  // namespace

Result<std::unique_ptr<LiveArm>> LiveArm::load(const std::string& name, const ProgramImage& program,
                                               std::optional<DrainWay> way) {
  BPFMARK_ASSIGN(loaded, load_live_program(program, "", LiveCounting::all));
  std::unique_ptr<LiveArm> arm(new LiveArm(name, std::move(loaded)));
  if (name == "pass") return arm;
  BPFMARK_ASSIGN(messages, message_map(arm->program_.object, ""));
  BPFMARK_TRY(set_message_type(messages, ""));
  BPFMARK_ASSIGN(drain, open_drain(messages, way.value_or(usual_way(messages))));
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
  if (!attached) return Failure(attached.error());
  const LiveRecord record = attached->record();
  attachment_.emplace(std::move(*attached));
  return record;
}

Result<LiveAccount> LiveArm::totals(const LiveSender& sender) const {
  BPFMARK_ASSIGN(dropped, sender.dropped_frames());
  const LiveCounts counts = program_.counts().value_or(LiveCounts{});
  LiveAccount account;
  account.packets = counts.packets;
  account.dropped = dropped;
  account.said = counts.said;
  account.lost = counts.lost;
  return account;
}

// The receiver's work may be done a little later than the sender's.
Result<LiveAccount> LiveArm::settled(const LiveSender& sender, const LiveAccount& before,
                                     std::uint64_t sent) const {
  const double end_s = clock_s() + kPatienceS;
  for (;;) {
    BPFMARK_ASSIGN(now, totals(sender));
    LiveAccount account = since(before, now);
    account.sent = sent;
    if (all_frames_settled(account) || clock_s() > end_s) return account;
    std::this_thread::yield();
  }
}

Result<void> LiveArm::send_piece(LiveSender& sender, const SourceCircle& circle, bool from_socket) {
  BPFMARK_ASSIGN(before, totals(sender));
  if (from_socket) {
    BPFMARK_TRY(sender.send_from_socket(circle, circle.span));
  } else {
    BPFMARK_TRY(sender.send_from_bpf(circle, circle.span));
  }
  BPFMARK_ASSIGN(account, settled(sender, before, circle.span));
  if (account.packets == account.sent && account.dropped == 0) return {};
  return cannot_measure(fmt::format(
      "{}: of {} frames {} the program saw {} and the pair dropped {}", name_, account.sent,
      from_socket ? "from a socket" : "from BPF", account.packets, account.dropped));
}

Result<std::vector<std::string>> LiveArm::take_all() {
  std::vector<std::string> words;
  for (;;) {
    BPFMARK_ASSIGN(count, drain_->drain([&](const Bytes& message) {
      words.push_back(message_text(*messages_, message));
    }));
    if (count == 0) return words;
  }
}

Result<void> LiveArm::check_arrival(LiveSender& sender, bool from_socket) {
  for (std::uint32_t piece = 0; piece < kPieces; ++piece) {
    const SourceCircle circle{kSources.first + piece * kPiece, kPiece};
    const auto expected = expected_words(name_, circle.first, circle.span, kPiece);
    BPFMARK_ASSIGN(before, totals(sender));
    BPFMARK_TRY(send_piece(sender, circle, from_socket));
    BPFMARK_ASSIGN(words, take_all());
    BPFMARK_TRY(check_words(name_, words, expected));
    BPFMARK_ASSIGN(account, settled(sender, before, kPiece));
    account.received = words.size();
    BPFMARK_TRY(check_account(name_, account, expected.size()));
    if (account.lost == 0) continue;
    return cannot_measure(
        fmt::format("{}: {} messages were lost, where there was room", name_, account.lost));
  }
  return {};
}

Result<void> LiveArm::check_loss(LiveSender& sender) {
  const auto expected = expected_words(name_, kSources.first, kSources.span, kTooMany);
  BPFMARK_ASSIGN(before, totals(sender));
  for (std::uint32_t sent = 0; sent < kTooMany; sent += kPiece) {
    BPFMARK_TRY(send_piece(sender, {kSources.first + sent % kSources.span, kPiece}, false));
  }
  BPFMARK_ASSIGN(words, take_all());
  BPFMARK_TRY(check_words(name_, words, expected));
  BPFMARK_ASSIGN(account, settled(sender, before, kTooMany));
  account.received = words.size();
  BPFMARK_TRY(check_account(name_, account, expected.size()));
  if (account.lost > 0) return {};
  return cannot_measure(fmt::format("{}: none of {} messages was lost, in a map of {}", name_,
                                    account.said, MESSAGES_CAPACITY));
}

Result<LiveBlock> LiveArm::run_block(LiveSender& sender, std::uint32_t packets) {
  LiveBlock block;
  BPFMARK_ASSIGN(before, totals(sender));
  Counting counting(drain_.get());
  BPFMARK_ASSIGN(elapsed_ns, sender.send_from_bpf(kSources, packets));
  block.elapsed_ns = elapsed_ns;
  BPFMARK_ASSIGN(account, settled(sender, before, packets));
  counting.stop();
  block.drain_cpu_ns = counting.cpu_ns();
  block.account = account;
  block.account.received = counting.received();
  const auto expected = expected_words(name_, kSources.first, kSources.span, packets).size();
  BPFMARK_TRY(check_account(name_, block.account, expected));
  if (block.account.packets > 0) return block;
  return cannot_measure(fmt::format("{}: the pair dropped all of {} frames", name_, packets));
}

}  // namespace bpfmark

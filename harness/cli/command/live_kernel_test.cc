// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The real `bpfmark live`, on a veth pair in private network namespaces.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <thread>

#include "harness/base/temporary_folder_test.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/command/child_process_test.h"
#include "harness/cli/command/kernel_leftovers_test.h"
#include "harness/kernel/live/live_attachment.h"
#include "harness/kernel/live/live_sender.h"
#include "harness/kernel/live/veth_pair_fixture_test.h"
#include "harness/result/file/report_json.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Words = std::vector<std::string>;

constexpr std::chrono::seconds kLivePatience(20);
const std::string kBpf = BPFMARK_BINARY_DIR "/bpf/";
const std::string kV3 = kBpf + "fizzbuzz/v3_fibonacci.bpf.o";
const std::string kV4 = kBpf + "fizzbuzz/v4_fibonacci_table.bpf.o";

class KernelLiveTest : public KernelVethPairFixture {
 protected:
  // A child keeps the namespace of the thread that starts it.
  std::unique_ptr<ChildProcess> start(Words words, const ChildOptions& options = {}) const {
    words.insert(words.begin(), {bpfmark_binary(), "live", "--interface", "bpfmark1"});
    std::unique_ptr<ChildProcess> child;
    (void)pair_->in_receiver([&]() -> Result<void> {
      child = std::make_unique<ChildProcess>(words, options);
      return {};
    });
    return child;
  }
  Ended run(const Words& words) const { return start(words)->wait(kLivePatience); }

  // The id of the program on the receiving interface; 0: none.
  std::uint32_t attached() const {
    std::uint32_t id = 0;
    (void)pair_->in_receiver([&]() -> Result<void> {
      const auto on = program_on(pair_->receiver());
      if (on && *on) id = (*on)->program.id;
      return {};
    });
    return id;
  }
  std::uint32_t wait_for_other_than(std::uint32_t id) const {
    const auto deadline = std::chrono::steady_clock::now() + kLivePatience;
    std::uint32_t now = attached();
    while (now == id && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      now = attached();
    }
    return now;
  }

  // Until the program is attached and written down, of which the next `live` knows it.
  std::uint32_t wait_until_known() const {
    const auto deadline = std::chrono::steady_clock::now() + kLivePatience;
    while (std::chrono::steady_clock::now() < deadline) {
      if (run({"--remove-left"}).err.find("still runs") != std::string::npos) break;
    }
    return attached();
  }

  // Behind libxdp's dispatcher nothing is counted but messages.
  static bool behind_dispatcher() { return kernel_has_freplace(); }
  static std::string lost_text(const std::string& lost) {
    return fmt::format(" {} lost because the map was full, ",
                       behind_dispatcher() ? "unknown" : lost);
  }

  void send(std::uint32_t count) const {
    auto sender = LiveSender::load(kBpf + "drive/send.bpf.o", *pair_);
    ASSERT_TRUE(sender) << sender.error().message;
    const auto sent = sender->send_from_bpf({0x0a000000, 256}, count);
    ASSERT_TRUE(sent) << sent.error().message;
  }

  Ended interrupted(int signal) {
    const KernelObjects before = kernel_objects();
    const auto child = start({kV3});
    EXPECT_NE(wait_for_other_than(0), 0U);
    const KernelObjects held = without(kernel_objects(), before);
    EXPECT_THAT(held.programs, Not(IsEmpty()));
    send(256);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    child->send(signal);
    Ended ended = child->wait(kLivePatience);
    EXPECT_EQ(attached(), 0U);
    const KernelObjects left = left_of(held, kLivePatience);
    EXPECT_THAT(left.programs, IsEmpty());
    EXPECT_THAT(left.maps, IsEmpty());
    return ended;
  }
  TemporaryFolder folder_;
};

TEST_F(KernelLiveTest, SigintPrintsTheSummaryAndDetaches) {
  const Ended ended = interrupted(SIGINT);
  EXPECT_EQ(ended.exit_code, 130) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("  Fibonacci\n"));
  EXPECT_THAT(ended.out, HasSubstr(lost_text("0")));
}

TEST_F(KernelLiveTest, SigtermDetachesToo) {
  const Ended ended = interrupted(SIGTERM);
  EXPECT_EQ(ended.exit_code, 143) << ended.err;
}

TEST_F(KernelLiveTest, AClosedTerminalDetachesToo) {
  const Ended ended = interrupted(SIGHUP);
  EXPECT_EQ(ended.exit_code, 128 + SIGHUP) << ended.err;
}

TEST_F(KernelLiveTest, AReaderThatGoesDetachesToo) {
  ChildOptions nobody_reads;
  nobody_reads.out = StreamTo::broken_pipe;
  const Ended ended = start({kV3, "--duration", "10"}, nobody_reads)->wait(kLivePatience);
  EXPECT_EQ(ended.exit_code, 128 + SIGPIPE) << ended.err;
  EXPECT_EQ(attached(), 0U);
}

TEST_F(KernelLiveTest, WhatAKillLeavesIsSaidAndRemovedOnRequest) {
  const auto child = start({kV3});
  const std::uint32_t id = wait_until_known();
  child->send(SIGKILL);
  EXPECT_EQ(child->wait(kLivePatience).signal, SIGKILL);
  EXPECT_EQ(attached(), id);
  const Ended refused = run({kV4, "--duration", "0.2"});
  EXPECT_EQ(refused.exit_code, kExitCannotMeasure);
  EXPECT_THAT(refused.err, HasSubstr("a killed `bpfmark live` has left program 'v3_fibonacci'"));
  EXPECT_EQ(attached(), id);
  const Ended removed = run({"--remove-left"});
  EXPECT_EQ(removed.exit_code, kExitFine) << removed.err;
  EXPECT_THAT(removed.out, HasSubstr("removed program 'v3_fibonacci'"));
  EXPECT_EQ(attached(), 0U);
  EXPECT_THAT(run({"--remove-left"}).out, HasSubstr("has left anything"));
}

TEST_F(KernelLiveTest, ReplacesARunningOneWithoutAGap) {
  const auto first = start({kV3});
  const std::uint32_t id = wait_until_known();
  ASSERT_NE(id, 0U);
  EXPECT_THAT(run({kV4, "--duration", "0.2"}).err, HasSubstr("--replace"));
  EXPECT_THAT(run({kV4, "--replace", "--mode", "skb"}).err, HasSubstr("leave --mode out"));
  const auto second = start({kV4, "--replace", "--duration", "2"});
  const std::uint32_t next = wait_for_other_than(id);
  EXPECT_NE(next, 0U) << "there was a moment without a program";
  const Ended ended = first->wait(kLivePatience);
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("in its place"));
  // Each change of the programs behind a dispatcher is another dispatcher.
  const std::uint32_t left = attached();
  EXPECT_TRUE(behind_dispatcher() ? left != 0 : left == next)
      << "the first one detached what is not its own";
  EXPECT_EQ(second->wait(kLivePatience).exit_code, kExitFine);
  EXPECT_EQ(attached(), 0U);
}

TEST_F(KernelLiveTest, NeverTouchesWhatItDidNotAttach) {
  auto other = Object::open(kBpf + "fizzbuzz/pass.bpf.o", "");
  ASSERT_TRUE(other && other->load(false));
  std::optional<LiveAttachment> held;
  (void)pair_->in_receiver([&]() -> Result<void> {
    AttachRequest request;
    request.interface = pair_->receiver();
    auto attached = LiveAttachment::attach(*other, request);
    if (attached) held.emplace(std::move(*attached));
    return {};
  });
  ASSERT_TRUE(held);
  const std::uint32_t id = attached();
  for (const Words& words : {Words{kV3}, Words{kV3, "--replace"}, Words{kV3, "--remove-left"}}) {
    const Ended ended = run(words);
    EXPECT_EQ(ended.exit_code, kExitCannotMeasure);
    EXPECT_THAT(ended.err, HasSubstr("is in use by program 'pass'"));
    EXPECT_EQ(attached(), id);
  }
  (void)pair_->in_receiver([&] { return held->detach(); });
  EXPECT_EQ(attached(), 0U);
}

TEST_F(KernelLiveTest, RefusesWhatItCannotWatch) {
  const std::vector<std::pair<Words, std::string>> cases = {
      {{kBpf + "fizzbuzz/pass.bpf.o"}, "has no message map"},
      {{kV3, "--mode", "hw"}, "has no hw mode"},
      {{kV3, "--map", "others"}, "no message map 'others'"},
      {{kV3, "--type", "struct nothing"}, "no type 'struct nothing'"},
      {{kV3, "--drain", "batches"}, "by batches"},
      {{kV3, "--drain", "polls"}, "are taken by pops or batches"},
  };
  for (const auto& [words, text] : cases) {
    const Ended ended = run(words);
    EXPECT_EQ(ended.exit_code, kExitCannotMeasure) << text;
    EXPECT_THAT(ended.err, HasSubstr(text));
    EXPECT_EQ(attached(), 0U);
  }
  const Ended none = run_bpfmark({"live", kV3, "--interface", "none0"});
  EXPECT_EQ(none.exit_code, kExitCannotMeasure);
  EXPECT_THAT(none.err, HasSubstr("there is no interface 'none0'"));
}

TEST_F(KernelLiveTest, AnUnknownMessageEndsIt) {
  const auto child = start({kBpf + "tests/unknown_message.bpf.o"});
  ASSERT_NE(wait_for_other_than(0), 0U);
  send(1);
  const Ended ended = child->wait(kLivePatience);
  EXPECT_EQ(ended.exit_code, kExitCannotMeasure);
  EXPECT_THAT(ended.err, HasSubstr("unknown message 9 in map 'messages'"));
  EXPECT_EQ(attached(), 0U);
}

TEST_F(KernelLiveTest, AnInterfaceThatGoesEndsIt) {
  const auto child = start({kV3});
  ASSERT_NE(wait_for_other_than(0), 0U);
  ASSERT_TRUE(pair_->remove());
  const Ended ended = child->wait(kLivePatience);
  EXPECT_EQ(ended.exit_code, kExitCannotMeasure);
  EXPECT_THAT(ended.err, HasSubstr("interface bpfmark1 is gone"));
}

TEST_F(KernelLiveTest, DecodesTheUsersOwnTypes) {
  const auto child = start({kBpf + "tests/own_type.bpf.o", "--duration", "1", "--format", "json"});
  ASSERT_NE(wait_for_other_than(0), 0U);
  send(300);
  const Ended ended = child->wait(kLivePatience);
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr(R"("message":"{kind=Small, bytes=64}")"));
  const std::size_t at = ended.out.find(R"({"event":"summary")");
  ASSERT_NE(at, std::string::npos);
  const auto summary = nlohmann::json::parse(ended.out.substr(at));
  EXPECT_GT(summary["messages"], 0);
  if (behind_dispatcher()) return;
  EXPECT_EQ(summary["packets"], 300);
  EXPECT_EQ(summary["packets"].get<int>(),
            summary["messages"].get<int>() + summary["lost"].get<int>());
}

TEST_F(KernelLiveTest, DecodesAllThatCHasForAMessage) {
  const auto child = start({kBpf + "tests/rich_type.bpf.o", "--duration", "1"});
  ASSERT_NE(wait_for_other_than(0), 0U);
  send(1);
  const Ended ended = child->wait(kLivePatience);
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_THAT(ended.out,
              HasSubstr("  {kind=Large, from={bytes=[10, 0, 0, 7], port=443}, name=\"veth\", "
                        "urgent=1, level=17, shift=-3, again=Small, "
                        "{word=131073 | halves=[1, 2]}}\n"));
}

TEST_F(KernelLiveTest, APolledRingLosesNothing) {
  const auto child =
      start({kBpf + "fizzbuzz/v3_ringbuf_quiet.bpf.o", "--drain", "polls", "--duration", "1"});
  ASSERT_NE(wait_for_other_than(0), 0U);
  send(256);
  const Ended ended = child->wait(kLivePatience);
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr(": 126 messages, " + lost_text("0").substr(1)));
}

TEST_F(KernelLiveTest, SelfTestFindsEveryMessageAndWritesItsRows) {
  const auto file = folder_.path() / "live.json";
  const KernelObjects before = kernel_objects();
  const Ended ended =
      ChildProcess({bpfmark_binary(), "live", "--self-test", "--rounds", "2", "-o", file.string()},
                   {})
          .wait(std::chrono::seconds(300));  // emulated, a packet takes 8 us
  ASSERT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("v3-polled skb: every message"));
  const auto report = read_report(file);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->benchmarks.size(), 12U);
  for (const Benchmark& row : report->benchmarks) {
    EXPECT_GT(row.metrics.at("packets_per_s").value.value_or(0), 0) << row.name;
  }
  const KernelObjects left = left_of(without(kernel_objects(), before), kLivePatience);
  EXPECT_THAT(left.programs, IsEmpty());
  EXPECT_THAT(left.networks, IsEmpty());
}

}  // namespace
}  // namespace bpfmark

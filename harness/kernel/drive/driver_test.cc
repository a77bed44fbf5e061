// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/drive/driver.h"

#include <bpf/bpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "bpf/drive/drive.h"
#include "bpf/tests/guard.h"
#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/object/built_image_test.h"
#include "harness/kernel/program/test_run.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kAborted = 0;  // XDP_ABORTED
constexpr std::uint32_t kPass = 2;     // XDP_PASS

Bytes frame_of(std::size_t length, std::uint8_t first) {
  Bytes frame(length);
  for (std::size_t i = 0; i < length; ++i) frame[i] = static_cast<std::uint8_t>(first + i * 7);
  return frame;
}

std::vector<RestoredFrame> whole(const std::vector<Bytes>& frames) {
  std::vector<RestoredFrame> restored;
  for (const Bytes& frame : frames) restored.push_back({frame, frame.size()});
  return restored;
}

// The program of bpf/tests/guard.bpf.c: it checks each packet, then ruins it.
class Guard {
 public:
  Guard(const char* program, const std::vector<Bytes>& frames, bool frags = false)
      : object_(need(Object::open(built_object("tests/guard"), program))) {
    must(object_.load(frags));
    expected_ = std::make_unique<guarded_frame[]>(frames.size());
    for (std::uint32_t key = 0; key < frames.size(); ++key) {
      expected_[key].length_bytes = static_cast<std::uint32_t>(frames[key].size());
      std::copy(frames[key].begin(), frames[key].end(), expected_[key].bytes);
      EXPECT_EQ(bpf_map_update_elem(map("expected"), &key, &expected_[key], BPF_ANY), 0);
    }
    frames_ = static_cast<std::uint32_t>(frames.size());
    start_at(0);
  }

  int program_fd() const { return object_.program_fd(); }

  void start_at(std::uint32_t first_frame) {
    guard_counts counts{};
    counts.frames = frames_;
    counts.next = first_frame;
    EXPECT_EQ(bpf_map_update_elem(map(".bss"), &kZero, &counts, BPF_ANY), 0);
  }

  guard_counts counts() const {
    guard_counts counts{};
    EXPECT_EQ(bpf_map_lookup_elem(map(".bss"), &kZero, &counts), 0);
    return counts;
  }

  void expect_pristine(std::uint64_t runs) const {
    const guard_counts seen = counts();
    EXPECT_EQ(seen.runs, runs);
    EXPECT_EQ(seen.wrong_bytes, 0u);
    EXPECT_EQ(seen.wrong_length, 0u);
    EXPECT_EQ(seen.wrong_metadata, 0u);
    // It did its worst, or the test would mean nothing.
    EXPECT_GT(seen.moved_head, runs / 4);
    EXPECT_GT(seen.moved_tail, runs / 4);
    EXPECT_GT(seen.moved_metadata, runs / 8);
  }

 private:
  static constexpr std::uint32_t kZero = 0;

  int map(const char* name) const { return bpf_object__find_map_fd_by_name(object_.get(), name); }

  Object object_;
  std::unique_ptr<guarded_frame[]> expected_;
  std::uint32_t frames_ = 0;
};

Driver loaded_driver(const std::vector<Bytes>& frames, bool frags = false) {
  return need(Driver::load(built_image("drive/driver"), whole(frames), frags));
}

struct Selected {
  std::uint32_t arm = 0;
  std::uint32_t frame_count = 0;
  std::uint32_t first_frame = 0;
};

TestRunOutcome run(Driver& driver, const Selected& selected, const Bytes& input,
                   std::uint32_t iterations) {
  const DriverCall call =
      driver.select(selected.arm, selected.frame_count, selected.first_frame, iterations);
  return need(test_run(call.program_fd, input, call.repeat));
}

using KernelDriverTest = KernelWithDriverTest;

TEST_F(KernelDriverTest, RestoresThePacketBeforeEachOf30000Iterations) {
  for (const std::size_t length : {14u, 60u, 64u, 333u, 1500u, 1514u}) {
    SCOPED_TRACE(length);
    const std::vector<Bytes> frames = {frame_of(length, 1)};
    Guard guard("guard", frames);
    Driver driver = loaded_driver(frames);
    must(driver.set_arm(3, guard.program_fd()));
    EXPECT_EQ(run(driver, {3, 1, 0}, frames[0], 30000).verdict, kPass);
    EXPECT_EQ(driver.failures(), 0u);
    guard.expect_pristine(30000);
  }
}

// The counterpart: the guard does notice a packet that is left as it was.
TEST_F(KernelDriverTest, LeavesThePacketAloneWhereNoneIsToBeRestored) {
  const std::vector<Bytes> frames = {frame_of(64, 1)};
  Guard guard("guard", frames);
  Driver driver = loaded_driver(frames);
  must(driver.set_arm(0, guard.program_fd()));
  run(driver, {0, 0, 0}, frames[0], 100);
  EXPECT_EQ(driver.failures(), 0u);
  const guard_counts seen = guard.counts();
  EXPECT_EQ(seen.runs, 100u);
  EXPECT_GE(seen.wrong_bytes + seen.wrong_length, 98u);
}

TEST_F(KernelDriverTest, RestoresManyFramesInTheirOrder) {
  std::vector<Bytes> frames;
  for (std::size_t i = 0; i < 37; ++i) {
    frames.push_back(frame_of(14 + i * 911 % 1505, static_cast<std::uint8_t>(i * 5)));
  }
  Guard guard("guard", frames);
  Driver driver = loaded_driver(frames);
  must(driver.set_arm(0, guard.program_fd()));
  for (const std::uint32_t first : {0u, 1u, 36u}) {
    guard.start_at(first);
    EXPECT_EQ(run(driver, {0, 37, first}, frames[first], 30000).verdict, kPass);
    EXPECT_EQ(driver.failures(), 0u);
    guard.expect_pristine(30000);
  }
}

TEST_F(KernelDriverTest, RestoresNoMoreThanItIsAskedTo) {
  const Bytes frame = frame_of(64, 1);
  auto arm = need(Object::open(built_object("tests/rewriters"), "rewriter"));
  must(arm.load(false));
  auto driver = need(Driver::load(built_image("drive/driver"), {{frame, 0}}, false));
  must(driver.set_arm(0, arm.program_fd()));
  constexpr std::uint32_t kDrop = 1;  // XDP_DROP: what it says of its own output
  EXPECT_EQ(run(driver, {0, 1, 0}, frame, 2).verdict, kDrop);
}

TEST_F(KernelDriverTest, CountsIterationsThatReachNoArm) {
  const std::vector<Bytes> frames = {frame_of(64, 1)};
  auto pass = need(Object::open(built_object("fizzbuzz/pass"), ""));
  must(pass.load(false));
  Driver driver = loaded_driver(frames);
  must(driver.set_arm(0, pass.program_fd()));
  for (const std::uint32_t frame_count : {0u, 1u}) {
    EXPECT_EQ(run(driver, {1, frame_count, 0}, frames[0], 50).verdict, kAborted);
    EXPECT_EQ(driver.failures(), 50u);
    EXPECT_EQ(run(driver, {DRIVE_PLACES, frame_count, 0}, frames[0], 7).verdict, kAborted);
    EXPECT_EQ(driver.failures(), 7u) << "select() starts anew";
    EXPECT_EQ(run(driver, {0, frame_count, 0}, frames[0], 7).verdict, kPass);
    EXPECT_EQ(driver.failures(), 0u);
  }
  // Four frames that it has not.
  EXPECT_EQ(run(driver, {0, 5, 1}, frames[0], 5).verdict, kPass);
  EXPECT_EQ(driver.failures(), 4u) << "only the first of five is there";
}

TEST_F(KernelDriverTest, ReplacesAnArm) {
  const std::vector<Bytes> frames = {frame_of(64, 1)};
  auto pass = need(Object::open(built_object("fizzbuzz/pass"), ""));
  auto rewriter = need(Object::open(built_object("tests/rewriters"), "rewriter"));
  must(pass.load(false));
  must(rewriter.load(false));
  Driver driver = loaded_driver(frames);
  constexpr std::uint32_t kTx = 3;  // XDP_TX
  for (const auto& [program, verdict] :
       {std::pair{pass.program_fd(), kPass}, std::pair{rewriter.program_fd(), kTx}}) {
    must(driver.set_arm(0, program));
    EXPECT_EQ(run(driver, {0, 1, 0}, frames[0], 9).verdict, verdict);
  }
}

TEST_F(KernelDriverTest, TakesFragsOnBothSidesOrOnNeither) {
  const std::vector<Bytes> frames = {frame_of(100, 1), frame_of(1500, 2)};
  Guard with("guard_frags", frames);
  Driver plain = loaded_driver(frames, false);
  const auto refused = plain.set_arm(0, with.program_fd());
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, ErrorKind::cannot_measure);

  Driver frags = loaded_driver(frames, true);
  Guard made_so("guard", frames, true);
  EXPECT_TRUE(frags.set_arm(1, made_so.program_fd()).has_value());
  must(frags.set_arm(0, with.program_fd()));
  EXPECT_EQ(run(frags, {0, 2, 0}, frames[0], 30000).verdict, kPass);
  EXPECT_EQ(frags.failures(), 0u);
  with.expect_pristine(30000);
}

TEST_F(KernelDriverTest, RefusesAnObjectThatIsNoDriver) {
  for (const char* name : {"fizzbuzz/pass", "drive/queue"}) {
    const auto driver = Driver::load(built_image(name), FrameRoom{}, false);
    ASSERT_FALSE(driver.has_value()) << name;
    EXPECT_THAT(driver.error().message, ::testing::HasSubstr(name));
  }
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The driver's inner loop: that it runs the arm as often as it is asked to, never assumed. How it
// restores packets is in driver_test.cc.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bpf/drive/drive.h"
#include "bpf/tests/tail_chain.h"
#include "harness/kernel/drive/driver.h"
#include "harness/kernel/drive/kernel_runner_fixture_test.h"
#include "harness/kernel/program/test_run.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

constexpr std::uint32_t kTx = 3;  // XDP_TX

using KernelInnerLoopTest = KernelRunnerTest;

Bytes frame_of_depth(std::uint8_t own_tail_calls) {
  Bytes frame(64);
  frame[0] = own_tail_calls;
  return frame;
}

Driver loaded_driver(const std::vector<Bytes>& frames, const char* object = "drive/driver") {
  std::vector<RestoredFrame> restored;
  for (const Bytes& frame : frames) restored.push_back({frame, frame.size()});
  return need(Driver::load(built_image(object), restored, false));
}

// tests/tail_chain in place 0 of a driver.
class Chain {
 public:
  explicit Chain(Driver& driver)
      : driver_(driver), object_(need(Object::open(built_object("tests/tail_chain"), ""))) {
    must(object_.load(false));
    must(driver_.set_arm(0, object_.program_fd()));
  }

  chain_counts run(const Bytes& frame, std::uint32_t iterations) {
    chain_counts counts{};
    EXPECT_EQ(bpf_map_update_elem(globals(), &kZero, &counts, BPF_ANY), 0);
    const DriverCall call = driver_.select(0, 0, 0, iterations);
    need(test_run(call.program_fd, frame, call.repeat));
    EXPECT_EQ(bpf_map_lookup_elem(globals(), &kZero, &counts), 0);
    return counts;
  }

 private:
  static constexpr std::uint32_t kZero = 0;

  int globals() const { return bpf_object__find_map_fd_by_name(object_.get(), ".bss"); }

  Driver& driver_;
  Object object_;
};

TEST_F(KernelInnerLoopTest, RunsTheArmAsOftenAsItIsAskedTo) {
  const Bytes frame = frame_of_depth(0);
  Driver driver = loaded_driver({frame});
  Chain chain(driver);
  EXPECT_EQ(driver.slots(), DRIVE_SLOTS) << driver.why_no_loop();
  for (const std::uint32_t iterations : {1u, 2u, 31u, 32u, 33u, 64u, 1000u, 4096u}) {
    EXPECT_EQ(chain.run(frame, iterations).whole, iterations);
    EXPECT_EQ(driver.failures(), 0u);
  }
}

// With more slots than an arm's own tail calls leave, the kernel refuses some of them, the driver's
// or silently the arm's; either must show.
TEST_F(KernelInnerLoopTest, NoticesTailCallsThatAreRefused) {
  for (const unsigned depth : {1u, 2u, 7u, 15u, 31u}) {
    SCOPED_TRACE(depth);
    const Bytes frame = frame_of_depth(static_cast<std::uint8_t>(depth));
    Driver driver = loaded_driver({frame});
    Chain chain(driver);
    while (driver.slots() > DRIVE_SLOTS / (1 + depth)) {
      EXPECT_LT(chain.run(frame, 1000).whole, 1000u) << driver.slots();
      EXPECT_GT(driver.failures(), 0u) << driver.slots();
      driver.take_fewer_slots();
    }
    EXPECT_EQ(chain.run(frame, 1000).whole, 1000u) << driver.slots();
    EXPECT_EQ(driver.failures(), 0u);
  }
}

TEST_F(KernelInnerLoopTest, TheRunnerTakesAsManySlotsAsTheDeepestArmLeaves) {
  const auto slots = [](const std::vector<ProgramImage>& programs,
                        const std::vector<Bytes>& frames) {
    auto runner = runner_for(programs, frames);
    const Behaviour behaviour = need(learn_behaviour(*runner, frames));
    expect_good_blocks(*runner, behaviour, 999);
    EXPECT_EQ(behaviour.arms.back().frames.back().verdict, kTx);
    return runner->reach().slots;
  };
  const ProgramImage chain = program_of("tests/tail_chain");
  EXPECT_EQ(slots({chain}, {frame_of_depth(0)}), 32u);
  EXPECT_EQ(slots({chain}, {frame_of_depth(1)}), 16u);
  EXPECT_EQ(slots({program_of("fizzbuzz/pass"), chain}, {frame_of_depth(3)}), 8u);
  EXPECT_EQ(slots({chain}, {frame_of_depth(0), frame_of_depth(2), frame_of_depth(1)}), 10u);
  EXPECT_EQ(slots({chain}, {frame_of_depth(20)}), 1u);
  EXPECT_EQ(slots({chain}, {frame_of_depth(32)}), 1u) << "all that the kernel allows";
  EXPECT_EQ(slots({program_of("tests/chained", "before")}, {fizz()}), 16u);
}

TEST_F(KernelInnerLoopTest, DoesWithoutWhereTheKernelRefusesIt) {
  DriveObjects objects = our_objects();
  objects.driver = built_image("tests/driver_without_loop");
  const std::vector<Bytes> frames = {fizz(), frame_from("10.0.0.97"), frame_from("10.0.0.95")};
  auto runner = runner_for({program_of("fizzbuzz/v1_fizz")}, frames, {}, objects);
  EXPECT_EQ(runner->reach().driver, "tail call");
  EXPECT_THAT(runner->reach().why, HasSubstr("inner_loop"));
  EXPECT_EQ(runner->reach().slots, 1u);
  const Behaviour behaviour = need(learn_behaviour(*runner, frames));
  EXPECT_EQ(behaviour.drive, Drive::restore);
  expect_good_blocks(*runner, behaviour, 999);

  const Bytes frame = frame_of_depth(0);
  Driver driver = loaded_driver({frame}, "tests/driver_without_loop");
  Chain chain(driver);
  EXPECT_EQ(chain.run(frame, 77).whole, 77u);
}

}  // namespace
}  // namespace bpfmark

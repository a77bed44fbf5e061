// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/behaviour.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/sample/fake_runner.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

FakeRunner two_arms() {
  FakeRunner runner;
  runner.fake_arms.resize(2);
  return runner;
}

Drive drive_for(FakeRunner& runner) {
  return learn_behaviour(runner, runner.fake_frames).value().drive;
}

TEST(BehaviourTest, RepeatsWhatLeavesThePacketAlone) {
  FakeRunner runner = two_arms();
  EXPECT_EQ(drive_for(runner), Drive::repeat);
}

TEST(BehaviourTest, RestoresWhatOneArmChanges) {
  FakeRunner runner = two_arms();
  runner.fake_arms[1].changes_packet = true;
  EXPECT_EQ(drive_for(runner), Drive::restore);
}

TEST(BehaviourTest, RestoresManyFrames) {
  FakeRunner runner = two_arms();
  runner.fake_frames = {Bytes(64, 1), Bytes(64, 2), Bytes(64, 3)};
  EXPECT_EQ(drive_for(runner), Drive::restore);
}

TEST(BehaviourTest, WarnsOfStateThatNoDrivePutsBack) {
  FakeRunner runner = two_arms();
  runner.fake_arms[1].verdict = [](std::size_t packets) { return packets < 10 ? 2u : 1u; };
  const Behaviour behaviour = learn_behaviour(runner, runner.fake_frames).value();
  EXPECT_EQ(behaviour.drive, Drive::single);
  EXPECT_THAT(behaviour.arms[0].warnings, IsEmpty());
  ASSERT_EQ(behaviour.arms[1].warnings.size(), 1u);
  EXPECT_THAT(behaviour.arms[1].warnings[0], HasSubstr("state drifts"));
}

// One packet in ten is dropped: never an error, a drift, or a matter of luck.
TEST(BehaviourTest, ChanceIsTimedAsItComes) {
  FakeRunner runner = two_arms();
  FakeArm& arm = runner.fake_arms[1];
  arm.draws_random_numbers = true;
  std::size_t calls = 0;
  arm.verdict = [&](std::size_t) { return ++calls % 10 == 0 ? 1u : 2u; };
  arm.messages = 3;
  const Behaviour behaviour = learn_behaviour(runner, runner.fake_frames).value();
  EXPECT_EQ(behaviour.drive, Drive::restore);
  ASSERT_EQ(behaviour.arms[1].warnings.size(), 1u);
  EXPECT_THAT(behaviour.arms[1].warnings[0], HasSubstr("draws random numbers"));
  EXPECT_GE(calls, 64u);
  EXPECT_EQ(BlockCheck(behaviour.arms[1]).max_left("messages"), 3u);
}

TEST(BehaviourTest, NeverOverflowsAMapWhileItChecks) {
  FakeRunner runner = two_arms();
  runner.fake_arms[1].messages = 1;
  runner.room_entries = 3;  // 64 iterations would not fit
  EXPECT_EQ(drive_for(runner), Drive::repeat);
}

ArmBehaviour three_frames() {
  ArmBehaviour arm;
  for (const std::uint32_t verdict : {2u, 1u, 2u}) {
    Observation one;
    one.verdict = verdict;
    const std::size_t messages = verdict == 1 ? 2 : 0;
    one.left["queue"] = {std::vector<std::string>(messages, "x"), messages};
    arm.frames.push_back(one);
  }
  return arm;
}

Block block_with(std::uint32_t verdict, std::size_t left) {
  Block block;
  block.verdict = verdict;
  block.left["queue"] = left;
  return block;
}

TEST(BlockCheckTest, SumsOverTheWindowOfFrames) {
  const BlockCheck check(three_frames());
  EXPECT_EQ(check.complaint(block_with(2, 2), 3, 0), "");
  EXPECT_EQ(check.complaint(block_with(1, 2), 3, 2), "") << "frames 3, 1, 2";
  EXPECT_EQ(check.complaint(block_with(1, 4), 4, 1), "") << "frames 2, 3, 1, 2";
  EXPECT_EQ(check.complaint(block_with(2, 0), 1, 5), "") << "frame 3";
  EXPECT_EQ(check.max_left("queue"), 2u);
}

TEST(BlockCheckTest, SaysWhatDiffers) {
  const BlockCheck check(three_frames());
  EXPECT_THAT(check.complaint(block_with(2, 1), 3, 0), HasSubstr("left 1 in map 'queue'"));
  EXPECT_THAT(check.complaint(block_with(0, 2), 3, 0), HasSubstr("returned 0"));
  Block lost = block_with(2, 2);
  lost.lost_iterations = 1;
  EXPECT_THAT(check.complaint(lost, 3, 0), HasSubstr("1 of 3 iterations"));
}

}  // namespace
}  // namespace bpfmark

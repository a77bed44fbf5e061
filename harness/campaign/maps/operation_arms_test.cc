// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/maps/operation_arms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>
#include <vector>

#include "bpf/maps/operation.h"
#include "harness/campaign/maps/operation_metrics.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

// What the fakes are told and what they saw.
struct FakeMachine {
  double empty_ns = 1;
  double operation_ns = 35;
  double fixed_ns = 40;          // of the clock readings, in each block
  std::uint64_t sum_offset = 0;  // what a read gets wrong
  int failing_blocks = 0;        // of the operation, from now on
  int loads = 0;
  double lost_share = 0;
  std::vector<std::uint32_t> firsts;  // of the operation's blocks
  std::vector<std::uint32_t> counts;
};

class FakeSubject : public OperationSubject {
 public:
  FakeSubject(FakeMachine& machine, double cost_ns) : machine_(machine), cost_ns_(cost_ns) {}

  Result<OperationSample> run(std::uint32_t first, std::uint32_t count) override {
    machine_.firsts.push_back(first);
    machine_.counts.push_back(count);
    OperationSample sample;
    sample.elapsed_ns = machine_.fixed_ns + count * (machine_.empty_ns + cost_ns_);
    sample.done = count;
    sample.errors = machine_.failing_blocks-- > 0 ? 1 : 0;
    sample.sum = count + machine_.sum_offset;
    sample.lost = static_cast<std::uint32_t>(machine_.lost_share * count);
    return sample;
  }

  Result<OperationSample> run_empty(std::uint32_t, std::uint32_t count) override {
    OperationSample sample;
    sample.elapsed_ns = machine_.fixed_ns + count * machine_.empty_ns;
    sample.done = count;
    return sample;
  }

 private:
  FakeMachine& machine_;
  double cost_ns_;
};

SubjectSource fake_source(FakeMachine& machine, double cost_ns) {
  SubjectSource source;
  source.load = [&machine, cost_ns]() -> Result<std::unique_ptr<OperationSubject>> {
    ++machine.loads;
    return std::make_unique<FakeSubject>(machine, cost_ns);
  };
  source.sum = [](std::uint32_t, std::uint32_t count) { return std::uint64_t{count}; };
  return source;
}

class OperationArmsTest : public ::testing::Test {
 protected:
  OperationArmsTest()
      : canary_(quiet_, 10),
        arms_(fake_source(machine_, machine_.operation_ns), fake_source(quiet_, 32), canary_) {}

  FakeMachine machine_;
  FakeMachine quiet_;  // the yardstick's and the canary's
  FakeSubject canary_;
  OperationArms arms_;
};

TEST(OperationComplaint, TellsEachWayToGoWrong) {
  OperationSample sample;
  sample.done = 64;
  sample.sum = 10;
  EXPECT_EQ(complaint_about(sample, 64, 10), "");
  EXPECT_EQ(complaint_about(sample, 64, std::nullopt), "");
  EXPECT_THAT(complaint_about(sample, 64, 11), HasSubstr("a sum of 10, where 11 was written"));
  EXPECT_THAT(complaint_about(sample, 128, 10), HasSubstr("64 of 128 operations were made"));
  sample.errors = 3;
  EXPECT_THAT(complaint_about(sample, 64, 10), HasSubstr("3 of 64 operations did not do"));
}

TEST_F(OperationArmsTest, AllArmsOfAPlacementAreLoadedAfresh) {
  ASSERT_TRUE(arms_.place({2, 0, 3, 1}));
  ASSERT_TRUE(arms_.place({0, 1, 2, 3}));
  EXPECT_EQ(machine_.loads, 2);
  EXPECT_EQ(quiet_.loads, 2);
}

TEST_F(OperationArmsTest, TheDifferenceToTheEmptyLoopIsTheCost) {
  ASSERT_TRUE(arms_.place({0, 1, 2, 3}));
  const auto empty = arms_.time_arm(kEmptyArm, Drive::single, 1000, 5);
  const auto operation = arms_.time_arm(kOperationArm, Drive::single, 1000, 5);
  ASSERT_TRUE(empty && operation);
  EXPECT_NEAR(operation->ns_per_packet - empty->ns_per_packet, 35, 1e-9);
  EXPECT_EQ(machine_.firsts, std::vector<std::uint32_t>{5});
}

TEST_F(OperationArmsTest, ABlockThatFailsOnceIsMadeAgain) {
  ASSERT_TRUE(arms_.place({0, 1, 2, 3}));
  machine_.failing_blocks = 1;
  EXPECT_TRUE(arms_.time_arm(kOperationArm, Drive::single, 64, 0));
  EXPECT_EQ(machine_.counts.size(), 2U);
}

TEST_F(OperationArmsTest, ABlockThatKeepsFailingIsNoMeasurement) {
  ASSERT_TRUE(arms_.place({0, 1, 2, 3}));
  machine_.failing_blocks = 100;
  const auto block = arms_.time_arm(kOperationArm, Drive::single, 64, 0);
  ASSERT_FALSE(block);
  EXPECT_EQ(block.error().kind, ErrorKind::cannot_measure);
  EXPECT_THAT(block.error().message, HasSubstr("1 of 64 operations"));
}

TEST_F(OperationArmsTest, AWrongSumIsNoMeasurement) {
  ASSERT_TRUE(arms_.place({0, 1, 2, 3}));
  machine_.sum_offset = 1;
  EXPECT_FALSE(arms_.time_arm(kOperationArm, Drive::single, 64, 0));
  EXPECT_TRUE(arms_.time_arm(kYardstickArm, Drive::single, 64, 0));
}

TEST_F(OperationArmsTest, TheCanaryIsFreeOfItsLoop) {
  const auto canary = arms_.time_canary();
  ASSERT_TRUE(canary);
  EXPECT_NEAR(canary->ns_per_packet, 10, 1e-9);
}

TEST_F(OperationArmsTest, ThePlanKeepsWithinTheBounds) {
  const auto plan = plan_operations(arms_, BlockBounds{.max = 1000, .multiple_of = 16}, 1, 7);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->iterations, 992U);
  EXPECT_LE(*std::max_element(machine_.counts.begin(), machine_.counts.end()), 1000U);
}

TEST_F(OperationArmsTest, ThePlanAsksForWholeMultiples) {
  const auto plan = plan_operations(arms_, BlockBounds{.max = 1u << 16, .multiple_of = 1024}, 1, 7);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->iterations % 1024, 0U);
  EXPECT_GT(plan->iterations, 0U);
}

TEST_F(OperationArmsTest, TheTrialsOfThePlanShareNoKeys) {
  ASSERT_TRUE(plan_operations(arms_, BlockBounds{}, 1, 7));
  ASSERT_EQ(machine_.firsts.size(), 2U);
  EXPECT_EQ(machine_.firsts[1], machine_.firsts[0] + machine_.counts[0]);
}

TEST_F(OperationArmsTest, SamplingVisitsAllArms) {
  const auto plan = plan_operations(arms_, BlockBounds{}, 1, 7);
  ASSERT_TRUE(plan);
  double now_s = 0;
  const SamplingHooks hooks{
      [&] { return now_s += 0.01; }, [](const Samples&) { return true; }, [] { return false; }, {}};
  const auto samples = take_samples(arms_, behaviour_of_operations(), *plan, hooks);
  ASSERT_TRUE(samples) << samples.error().message;
  EXPECT_EQ(samples->stopped, StopReason::precise);
  for (const Placement& placement : samples->placements) {
    ASSERT_EQ(placement.rounds.size(), plan->rounds);
    for (const Round& round : placement.rounds) {
      EXPECT_NEAR(round.arm_ns[kOperationArm] - round.arm_ns[kEmptyArm], 35, 1e-9);
      EXPECT_NEAR(round.arm_ns[kYardstickArm] - round.arm_ns[kYardstickEmptyArm], 32, 1e-9);
    }
  }
}

TEST_F(OperationArmsTest, TheYardstickIsAsManyLookupsBesideOneCallAsBesideThousands) {
  ASSERT_TRUE(arms_.place({0, 1, 2, 3}));
  for (const std::uint32_t iterations : {1u, 4096u}) {
    const auto block = arms_.time_arm(kYardstickArm, Drive::single, iterations, 0);
    const auto empty = arms_.time_arm(kYardstickEmptyArm, Drive::single, iterations, 0);
    ASSERT_TRUE(block && empty);
    EXPECT_EQ(quiet_.counts.back(), 1024U);
    EXPECT_EQ(block->packets, 1024U);
    EXPECT_NEAR(block->ns_per_packet - empty->ns_per_packet, 32, 1e-9);
  }
}

TEST_F(OperationArmsTest, WhatIsLostIsASharePerPlacement) {
  for (const double share : {0.25, 0.5}) {
    machine_.lost_share = share;
    ASSERT_TRUE(arms_.place({kEmptyArm, kYardstickArm, kOperationArm, kYardstickEmptyArm}));
    for (const std::size_t arm : {kEmptyArm, kYardstickArm, kOperationArm, kOperationArm}) {
      ASSERT_TRUE(arms_.time_arm(arm, Drive::single, 64, 0));
    }
  }
  EXPECT_EQ(arms_.lost_shares(), (std::vector<double>{0.25, 0.5}));
}

}  // namespace
}  // namespace bpfmark

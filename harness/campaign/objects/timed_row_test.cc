// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/objects/timed_row.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/campaign/fake_programs_test.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Making = FakePrograms::Making;

class RowTimerTest : public ::testing::Test {
 protected:
  RowTimerTest() { machine_.arms = {{"base", {.cost_ns = 50}}, {"new", {.cost_ns = 50}}}; }

  Result<TimedRow> time(double budget_s = 5) {
    const double end_s = machine_.now_s() + budget_s;
    BPFMARK_ASSIGN(arms, make_arms(bench_, pair_, packet_));
    return timer_.time(std::move(arms), pair_, packet_, Threshold{}, end_s, {});
  }

  FakePrograms machine_;
  const ProgramBench bench_ = machine_.bench();
  const ProgramPair pair_{"", {"base", ""}, {"new", ""}, false};
  const PacketSpec packet_{Packet{"p", {Bytes(64)}}, {}, {}};
  RowTimer timer_{bench_, 1, 1};
};

TEST_F(RowTimerTest, TwoOfOneCostAreUnchanged) {
  const auto row = time();
  ASSERT_TRUE(row) << row.error().message;
  EXPECT_EQ(row->decision.verdict, Verdict::unchanged);
  EXPECT_EQ(row->note, "");
  EXPECT_EQ(machine_.made.size(), 1U);
}

TEST_F(RowTimerTest, WhatBecameFasterIsBelievedAtOnce) {
  machine_.arms["new"].cost_ns = 40;
  const auto row = time();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->decision.verdict, Verdict::improved);
  EXPECT_EQ(machine_.made.size(), 1U);
}

TEST_F(RowTimerTest, WhatRegressedTwiceRegressed) {
  machine_.arms["new"].cost_ns = 60;
  const auto row = time();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->decision.verdict, Verdict::regressed);
  EXPECT_EQ(machine_.made.size(), 2U) << "measured once more, loaded afresh";
  EXPECT_EQ(row->note, "");
}

TEST_F(RowTimerTest, AConfirmationThatDisagreesIsInconclusiveAndHasItsFigures) {
  machine_.making = [](const Making& made) {
    if (made.of_packet == 1) made.runner.fake_arms[kNewArm].cost_ns = 60;
    return Result<void>();
  };
  const auto row = time();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->decision.verdict, Verdict::inconclusive);
  EXPECT_THAT(row->note, HasSubstr("a second one did not confirm it"));
  ASSERT_TRUE(row->decision.difference);
  EXPECT_NEAR(row->decision.difference->interval.value, 0, 1);
}

TEST_F(RowTimerTest, AConfirmationThatSaysImprovedConfirmsNothing) {
  machine_.making = [](const Making& made) {
    made.runner.fake_arms[kNewArm].cost_ns = made.of_packet == 1 ? 60 : 40;
    return Result<void>();
  };
  const auto row = time();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->decision.verdict, Verdict::inconclusive);
}

TEST_F(RowTimerTest, ThereIsTimeToConfirmThoughTheBudgetIsSpent) {
  machine_.arms["new"].cost_ns = 60;
  const double start_s = machine_.now_s();
  const auto row = time(0.001);
  ASSERT_TRUE(row);
  EXPECT_LT(machine_.now_s() - start_s, 0.5 + kMinConfirmationS);
}

TEST_F(RowTimerTest, WithoutEnoughPrecisionItSaysWhatIsMissing) {
  machine_.placement_deviation_ns = 20;
  const auto row = time(0.1);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->decision.verdict, Verdict::inconclusive);
  EXPECT_THAT(row->note, HasSubstr("--budget"));
}

TEST_F(RowTimerTest, KeepsItsTime) {
  machine_.placement_deviation_ns = 20;
  const double start_s = machine_.now_s();
  ASSERT_TRUE(time(2));
  EXPECT_NEAR(machine_.now_s() - start_s, 2, 0.2);
}

TEST_F(RowTimerTest, AnArmThatFailsIsAnError) {
  int blocks = 0;
  machine_.timing = [&](std::size_t arm) -> Result<void> {
    if (arm == kNewArm && ++blocks > 30) return cannot_measure("EFAULT");
    return {};
  };
  const auto row = time();
  ASSERT_FALSE(row);
  EXPECT_EQ(row.error().message, "EFAULT");
}

TEST_F(RowTimerTest, InterruptedInTheFirstMeasurementItHasNone) {
  machine_.timing = [&](std::size_t) {
    if (machine_.spent_s["p"] > 0.02) machine_.interrupt();
    return Result<void>();
  };
  const auto row = time();
  ASSERT_FALSE(row);
  EXPECT_EQ(row.error().kind, ErrorKind::interrupted);
}

TEST_F(RowTimerTest, InterruptedInTheConfirmationItHasNone) {
  machine_.arms["new"].cost_ns = 60;
  machine_.making = [this](const Making& made) {
    if (made.of_packet == 2) machine_.interrupt();
    return Result<void>();
  };
  const auto row = time();
  ASSERT_FALSE(row) << "a regression that was not confirmed must not count";
  EXPECT_EQ(row.error().kind, ErrorKind::interrupted);
}

TEST_F(RowTimerTest, ARegressionThatCannotBeLoadedAgainIsAnError) {
  machine_.arms["new"].cost_ns = 60;
  machine_.making = [](const Making& made) -> Result<void> {
    if (made.of_packet == 2) return cannot_measure("no memory");
    return {};
  };
  const auto row = time();
  ASSERT_FALSE(row);
  EXPECT_EQ(row.error().message, "no memory");
}

TEST_F(RowTimerTest, RemembersTheCanariesOfAllRows) {
  EXPECT_THAT(timer_.canaries(), IsEmpty());
  ASSERT_TRUE(time(0.1));
  const std::size_t of_one = timer_.canaries().size();
  ASSERT_TRUE(time(0.1));
  EXPECT_GT(timer_.canaries().size(), of_one);
}

}  // namespace
}  // namespace bpfmark

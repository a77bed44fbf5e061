// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/maps/operation_visits.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/campaign/maps/operation_fakes_test.h"
#include "harness/stats/estimate.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;

constexpr std::uint32_t kLarge = 1u << 16;

bool never(const Samples& /*samples*/) {
  return false;
}
bool always(const Samples& /*samples*/) {
  return true;
}
bool not_interrupted() {
  return false;
}

class OperationVisitsTest : public ::testing::Test {
 protected:
  FakeOperations machine_;
  OperationBench bench_ = machine_.bench();
};

TEST_F(OperationVisitsTest, ALargeMapIsLoadedAfreshInEachOfSixVisits) {
  OperationVisits row(machine_.row("large", kLarge, 1), bench_);
  for (int visit = 0; visit < 6; ++visit) {
    ASSERT_FALSE(row.is_finished()) << visit;
    const int loads = machine_.loads("large");
    row.visit(0.5, never, not_interrupted);  // less than one load takes: one is made all the same
    EXPECT_GT(machine_.loads("large"), loads);
  }
  EXPECT_TRUE(row.is_finished());
  ASSERT_TRUE(row.result().samples);
  EXPECT_THAT(visits_of(*row.result().samples), ElementsAre(0, 1, 2, 3, 4, 5));
  EXPECT_EQ(row.result().samples->stopped, StopReason::budget_spent);
}

TEST_F(OperationVisitsTest, ASmallOneIsVisitedOnceForAnInterval) {
  OperationVisits row(machine_.row("small", kLarge / 2, 1), bench_);
  row.visit(0.5, never, not_interrupted);
  EXPECT_TRUE(row.is_finished());
  ASSERT_TRUE(row.result().samples);
  EXPECT_EQ(row.result().samples->placements.size(), 3U);
}

TEST_F(OperationVisitsTest, PrecisionEndsALargeMapOnceItsIntervalIsOverVisits) {
  OperationVisits row(machine_.row("large", kLarge, 0.001), bench_);
  for (std::size_t visit = 0; visit < kMinVisits; ++visit) {
    ASSERT_FALSE(row.is_finished()) << visit;
    row.visit(0.1, always, not_interrupted);
  }
  EXPECT_TRUE(row.is_finished());
  EXPECT_EQ(row.result().samples->stopped, StopReason::precise);
}

TEST_F(OperationVisitsTest, PrecisionEndsASmallOneWithinItsVisit) {
  OperationVisits row(machine_.row("small", 1024, 0.001), bench_);
  row.visit(10, always, not_interrupted);
  EXPECT_EQ(row.result().samples->stopped, StopReason::precise);
  EXPECT_EQ(row.result().samples->placements.size(), kMinForPrecision);
}

TEST_F(OperationVisitsTest, WhatIsRefusedSaysWhyAndIsNotAskedForAgain) {
  OperationVisits row(machine_.row("large", kLarge, 0.001), bench_);
  row.visit(0.1, never, not_interrupted);
  machine_.refuse("large");
  row.visit(0.1, never, not_interrupted);
  EXPECT_TRUE(row.is_finished());
  EXPECT_FALSE(row.result().samples);
  EXPECT_EQ(row.result().why_not, "needs Linux 99.0");
}

TEST_F(OperationVisitsTest, AnInterruptedVisitIsDroppedAndTheEarlierOnesStay) {
  OperationVisits row(machine_.row("large", kLarge, 0.001), bench_);
  row.visit(0.01, never, not_interrupted);
  const std::size_t before = row.result().samples->placements.size();
  row.visit(0.01, never, [] { return true; });
  EXPECT_FALSE(row.is_finished());
  EXPECT_EQ(row.result().samples->placements.size(), before);
  EXPECT_EQ(row.result().samples->stopped, StopReason::interrupted);
}

TEST_F(OperationVisitsTest, GivingUpKeepsWhatThereIsAndElseSaysWhy) {
  OperationVisits visited(machine_.row("large", kLarge, 0.001), bench_);
  visited.visit(0.01, never, not_interrupted);
  visited.give_up("the budget");
  EXPECT_TRUE(visited.is_finished());
  EXPECT_TRUE(visited.result().samples);
  EXPECT_EQ(visited.result().why_not, "");
  OperationVisits waiting(machine_.row("small", 1024, 0.001), bench_);
  waiting.give_up("the budget");
  EXPECT_TRUE(waiting.is_finished());
  EXPECT_EQ(waiting.result().why_not, "the budget");
}

TEST_F(OperationVisitsTest, ASmallMapTakesMoreOnlyAsLongAsItsIntervalIsOverLoads) {
  OperationVisits row(machine_.row("small", 1024, 0.001), bench_);
  EXPECT_FALSE(row.can_take_more()) << "its turn comes";
  for (std::size_t visit = 0; visit + 1 < kMinVisits; ++visit) {
    row.visit(0.02, never, not_interrupted);
    EXPECT_EQ(row.can_take_more(), visit + 2 < kMinVisits) << visit;
  }
  EXPECT_EQ(row.weight_left(), 0);
}

TEST_F(OperationVisitsTest, WhatIsPreciseTakesNoMore) {
  OperationVisits row(machine_.row("small", 1024, 0.001), bench_);
  row.visit(0.02, never, not_interrupted);
  ASSERT_TRUE(row.can_take_more());
  row.visit(10, always, not_interrupted);
  EXPECT_EQ(row.result().samples->stopped, StopReason::precise);
  EXPECT_FALSE(row.can_take_more());
}

TEST_F(OperationVisitsTest, TheWeightOfALargeMapIsThatOfAllItsVisits) {
  OperationVisits large(machine_.row("large", kLarge, 0.001), bench_);
  EXPECT_GT(large.weight_left(), OperationVisits(machine_.row("s", 1024, 1), bench_).weight_left());
  const double whole = large.weight_left();
  large.visit(0.01, never, not_interrupted);
  EXPECT_DOUBLE_EQ(large.weight_left(), whole - large.weight_of_visit());
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/maps/operation_schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "harness/campaign/maps/operation_fakes_test.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint32_t kLarge = 1u << 16;

class OperationScheduleTest : public ::testing::Test {
 protected:
  void add(const std::string& name, std::uint32_t entries, double load_s) {
    rows_.emplace_back(machine_.row(name, entries, load_s), bench_);
  }

  void visit(const RunBudget& budget) {
    ScheduleHooks hooks;
    hooks.now_s = bench_.now_s;
    hooks.imprecision = [this](const auto&, const OperationVisits& row) {
      return imprecisions_.contains(row.result().row.name) ? imprecisions_.at(row.result().row.name)
                                                           : imprecision_;
    };
    hooks.interrupted = [this] { return order_.size() >= interrupted_after_; };
    hooks.begins = [](const auto&, double) {};
    hooks.visited = [this](const OperationVisits& row) -> Result<void> {
      order_.push_back(row.result().row.name);
      return {};
    };
    ASSERT_TRUE(visit_all(rows_, budget, hooks));
  }

  FakeOperations machine_;
  OperationBench bench_ = machine_.bench();
  std::vector<OperationVisits> rows_;
  std::vector<std::string> order_;
  double imprecision_ = 2;
  std::map<std::string, double> imprecisions_;  // of rows for which that is not it
  std::size_t interrupted_after_ = 1000;
};

// Each load takes a second, and a row at least four of them.
TEST_F(OperationScheduleTest, AFirmBudgetIsOverrunByOneVisitAtMost) {
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) add(name, 1024, 1);
  const double start_s = machine_.now_s();
  visit({.seconds = 10, .is_firm = true});
  EXPECT_LT(machine_.now_s() - start_s, 10 + 5);
  for (const OperationVisits& row : rows_) {
    EXPECT_TRUE(row.is_finished());
    EXPECT_NE(row.result().samples.has_value(), !row.result().why_not.empty());
  }
  EXPECT_TRUE(rows_[0].result().samples);
  EXPECT_THAT(rows_[5].result().why_not, HasSubstr("the budget of 10 s was spent"));
  EXPECT_EQ(machine_.loads("f"), 0);
}

TEST_F(OperationScheduleTest, WithoutOneEachRowGetsTheLeastHoweverLongItTakes) {
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) add(name, 1024, 1);
  visit({.seconds = 10, .is_firm = false});
  for (const OperationVisits& row : rows_) {
    ASSERT_TRUE(row.result().samples) << row.result().why_not;
    EXPECT_GE(row.result().samples->placements.size(), 3U);
  }
}

TEST_F(OperationScheduleTest, ALargeMapThatWasVisitedKeepsItsVisitsWhenTheBudgetIsSpent) {
  add("large", kLarge, 1);
  add("slow", 1024, 10);
  visit({.seconds = 10, .is_firm = true});
  ASSERT_TRUE(rows_[0].result().samples);
  EXPECT_LT(visits_of(*rows_[0].result().samples).size(), kVisitsToLargeMaps);
  EXPECT_EQ(rows_[0].result().samples->stopped, StopReason::budget_spent);
}

TEST_F(OperationScheduleTest, VisitsToALargeMapLieAllOverTheRun) {
  for (const char* name : {"a", "b", "c"}) add(name, 1024, 0.001);
  add("large", kLarge, 0.001);
  for (const char* name : {"d", "e"}) add(name, 1024, 0.001);
  visit({.seconds = 1, .is_firm = false});
  EXPECT_THAT(order_, ElementsAre("a", "large", "b", "large", "c", "large", "large", "large", "d",
                                  "large", "e"));
}

TEST_F(OperationScheduleTest, WhatOneDoesNotNeedIsLeftToTheNext) {
  add("a", 1024, 0.001);
  add("b", 1024, 0.001);
  imprecision_ = 1;
  const double start_s = machine_.now_s();
  visit({.seconds = 2, .is_firm = false});
  EXPECT_LT(machine_.now_s() - start_s, 0.2);
  EXPECT_EQ(rows_[1].result().samples->stopped, StopReason::precise);
}

TEST_F(OperationScheduleTest, WhatAllDoNotNeedGoesToTheLeastPrecise) {
  for (const char* name : {"a", "b", "c", "d"}) add(name, 1024, 0.001);
  imprecision_ = 0.5;
  imprecisions_ = {{"b", 3}, {"c", 1.1}};
  const double start_s = machine_.now_s();
  visit({.seconds = 4, .is_firm = false});
  EXPECT_THAT(order_, ElementsAre("a", "b", "c", "d", "b", "c"));
  EXPECT_NEAR(machine_.now_s() - start_s, 4, 0.1);
  EXPECT_THAT(visits_of(*rows_[1].result().samples), ::testing::Contains(1U));
  // Four times as much more for one, a fifth as much for the other.
  EXPECT_GT(rows_[1].result().samples->wall_s, 1.5 * rows_[2].result().samples->wall_s);
}

TEST_F(OperationScheduleTest, AnInterruptedRunAsksForNoMore) {
  for (const char* name : {"a", "b", "c"}) add(name, 1024, 0.001);
  interrupted_after_ = 1;
  visit({.seconds = 1, .is_firm = false});
  EXPECT_THAT(order_, ElementsAre("a"));
  EXPECT_FALSE(rows_[1].is_finished());
}

}  // namespace
}  // namespace bpfmark

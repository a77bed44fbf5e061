// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

TEST(AppendVisit, NumbersTheVisitsAndAddsUpTheTimes) {
  Samples samples;
  Samples visit;
  visit.placements.resize(2);
  visit.wall_s = 2;
  visit.timed_s = 1;
  visit.stopped = StopReason::precise;
  append_visit(samples, visit);
  append_visit(samples, visit);
  ASSERT_EQ(samples.placements.size(), 4U);
  EXPECT_EQ(samples.placements[1].visit, 0U);
  EXPECT_EQ(samples.placements[2].visit, 1U);
  EXPECT_EQ(samples.wall_s, 4);
  EXPECT_EQ(samples.timed_s, 2);
  EXPECT_EQ(samples.stopped, StopReason::precise);
}

TEST(PreemptionWarning, IsSilentBelowATenthOfTheRounds) {
  Samples samples;
  EXPECT_EQ(preemption_warning(samples), "");
  samples.placements.resize(1);
  samples.placements[0].rounds.resize(91);
  samples.preempted_rounds = 9;
  EXPECT_EQ(preemption_warning(samples), "");
  samples.placements[0].rounds.resize(27);
  EXPECT_THAT(preemption_warning(samples), ::testing::HasSubstr("25 % of the rounds"));
}

}  // namespace
}  // namespace bpfmark

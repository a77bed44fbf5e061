// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/change_points.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::size_t> places(const std::vector<double>& values,
                                double max_p_value = kMaxChangePValue) {
  std::vector<std::size_t> found;
  for (const ChangePoint& change : find_change_points(values, max_p_value)) {
    found.push_back(change.index);
  }
  return found;
}

std::vector<double> noise(std::size_t count, std::uint64_t seed, double deviation = 1) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(100, deviation);
  std::vector<double> values(count);
  for (double& value : values) value = normal(random);
  return values;
}

void shift(std::vector<double>& values, std::size_t from, double by) {
  for (std::size_t i = from; i < values.size(); ++i) values[i] += by;
}

// Annual flow of the Nile at Aswan 1871-1970, 10^8 m^3 (Cobb 1978; R's data set `Nile`). The
// literature agrees on one change, after 1898, when the flow fell by about 250 (Cobb 1978; Balke
// 1993; Zeileis et al. 2003, whose estimate by least squares is 1898 as well, with levels 1097.75
// and 849.97).
TEST(ChangePoints, FindTheFallOfTheNile) {
  const std::vector<double> nile = {
      1120, 1160, 963, 1210, 1160, 1160, 813,  1230, 1370, 1140, 995,  935,  1110, 994,  1020,
      960,  1180, 799, 958,  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774,  840,
      874,  694,  940, 833,  701,  916,  692,  1020, 1050, 969,  831,  726,  456,  824,  702,
      1120, 1100, 832, 764,  821,  768,  845,  864,  862,  698,  845,  744,  796,  1040, 759,
      781,  865,  845, 944,  984,  897,  822,  1010, 771,  676,  649,  846,  812,  742,  801,
      1040, 860,  874, 848,  890,  744,  749,  838,  1050, 918,  986,  797,  923,  975,  815,
      1020, 906,  901, 1170, 912,  746,  919,  718,  714,  740};
  const auto changes = find_change_points(nile);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(1871 + changes[0].index, 1899U);
  EXPECT_NEAR(changes[0].before, 1097.75, 0.01);
  EXPECT_LT(changes[0].p_value, 1e-6);
}

// Worked by hand: E = 2 * mean |x - y| - mean within left - mean within right = 2*10 - 1 - 1 = 18
// for {0, 1} and {10, 11}; times nm / (n + m) = 1.
TEST(ChangePoints, EnergyStatisticByHand) {
  EXPECT_DOUBLE_EQ(energy_statistic(std::vector<double>{0, 1, 10, 11}, 2), 18);
  EXPECT_DOUBLE_EQ(energy_statistic(std::vector<double>{5, 5, 5, 5}, 2), 0);
  EXPECT_EQ(energy_statistic(std::vector<double>{0, 1, 10, 11}, 1), 0);
  EXPECT_EQ(energy_statistic(std::vector<double>{0, 1, 10, 11}, 3), 0);
}

TEST(ChangePoints, ALevelThatChangesIsFoundWhereItChanges) {
  for (const std::size_t at : {10U, 24U, 25U, 26U, 49U, 50U, 75U, 110U}) {
    std::vector<double> values = noise(120, at);
    shift(values, at, 8);
    const auto changes = find_change_points(values);
    ASSERT_EQ(changes.size(), 1U) << at;
    EXPECT_EQ(changes[0].index, at);
    EXPECT_NEAR(changes[0].after - changes[0].before, 8, 1) << at;
  }
}

TEST(ChangePoints, SeveralChangesUpAndDown) {
  std::vector<double> values = noise(400, 3);
  shift(values, 60, 10);
  shift(values, 200, -20);
  shift(values, 215, 15);
  EXPECT_THAT(places(values), ElementsAre(60, 200, 215));
}

TEST(ChangePoints, ASpikeIsNoChange) {
  for (const double height : {3.0, 10.0, 100.0, 1e6, -10.0, -1e6}) {
    for (const std::size_t at : {0U, 1U, 3U, 30U, 57U, 58U, 59U}) {
      std::vector<double> values = noise(60, 7);
      values[at] += height;
      EXPECT_THAT(places(values), IsEmpty()) << height << " at " << at;
    }
  }
}

TEST(ChangePoints, ASpikeDoesNotHideAChange) {
  for (const std::size_t spike : {12U, 25U, 29U, 35U, 50U}) {
    std::vector<double> values = noise(60, 11);
    shift(values, 30, 6);
    values[spike] += 1000;
    EXPECT_THAT(places(values), ElementsAre(30)) << spike;
  }
}

TEST(ChangePoints, NoneInWhatDoesNotChange) {
  EXPECT_THAT(places({}), IsEmpty());
  EXPECT_THAT(places({1, 2}), IsEmpty());
  EXPECT_THAT(places({1, 1, 9, 9}), IsEmpty());  // too short to tell
  EXPECT_THAT(places(std::vector<double>(500, 4.5)), IsEmpty());
}

TEST(ChangePoints, WithoutAnyScatterAStepIsCertain) {
  std::vector<double> values(40, 5);
  shift(values, 20, 1);
  const auto changes = find_change_points(values);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].index, 20U);
  EXPECT_EQ(changes[0].p_value, 0);
}

// A slow drift has no place where it changes; whatever is found, levels must follow the drift.
TEST(ChangePoints, ComeInOrderWithinTheSeries) {
  std::vector<double> values = noise(300, 5);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += 0.05 * static_cast<double>(i);
  const auto found = places(values);
  EXPECT_TRUE(std::is_sorted(found.begin(), found.end()));
  for (const std::size_t place : found) EXPECT_LT(place, values.size());
}

// Not a promise of a rate, but a guard: 200 series of 100 values that only scatter. The rate is
// measured by bench/studies/history-study.
TEST(ChangePoints, FalseAlarmsAreRare) {
  std::size_t alarms = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) alarms += places(noise(100, seed)).size();
  EXPECT_LE(alarms, 2U);
}

}  // namespace
}  // namespace bpfmark

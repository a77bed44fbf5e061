// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Comparisons of runs: Welch's interval, and contrasts of the arms of one run.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "harness/stats/estimate.h"
#include "harness/stats/interval.h"

namespace bpfmark {
namespace {

// Student (1908), hours of sleep gained with two drugs, as in R's data set `sleep`.
const std::vector<double> kFirstDrug = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
const std::vector<double> kSecondDrug = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};

TEST(Welch, AgreesWithRsTTest) {
  // R's documentation, t.test(extra ~ group, data = sleep): t = -1.8608, df = 17.776, p-value =
  // 0.07939, 95 percent confidence interval -3.3654832 0.2054832, means 0.75 and 2.33.
  const auto result = welch(kFirstDrug, kSecondDrug, 0.95);
  ASSERT_TRUE(result);
  EXPECT_NEAR(result->difference.value, 2.33 - 0.75, 1e-12);
  EXPECT_NEAR(result->difference.low, -0.2054832, 5e-8);
  EXPECT_NEAR(result->difference.high, 3.3654832, 5e-8);
  EXPECT_EQ(result->difference.confidence, 0.95);
  EXPECT_NEAR(result->p_value, 0.07939, 5e-6);
}

TEST(Welch, NeedsNoMoreThanTheTwoIntervals) {
  const auto from_values = welch(kFirstDrug, kSecondDrug, 0.95);
  const auto first = mean_of_interval(*mean_interval(kFirstDrug, 0.99), kFirstDrug.size());
  const auto second = mean_of_interval(*mean_interval(kSecondDrug, 0.9), kSecondDrug.size());
  const auto from_intervals = welch(*first, *second, 0.95);
  ASSERT_TRUE(from_intervals);
  EXPECT_NEAR(from_intervals->p_value, from_values->p_value, 1e-12);
  EXPECT_NEAR(from_intervals->difference.low, from_values->difference.low, 1e-12);
  EXPECT_NEAR(from_intervals->difference.high, from_values->difference.high, 1e-12);
  EXPECT_FALSE(mean_of_interval(Interval{1, 0, 2, 0.99}, 1));
  EXPECT_FALSE(mean_of_interval(Interval{1, 0, 2, 1}, 5));
}

TEST(Welch, AgreesWithPublishedPValues) {
  // Rosetta Code, "Welch's t-test"; samples of unequal sizes and scatters.
  const struct {
    std::vector<double> a;
    std::vector<double> b;
    double p_value;
  } table[] = {
      {{17.2, 20.9, 22.6, 18.1, 21.7, 21.4, 23.5, 24.2, 14.7, 21.8},
       {21.5, 22.8, 21.0, 23.0, 21.6, 23.6, 22.5, 20.7, 23.4, 21.8,
        20.7, 21.7, 21.5, 22.5, 23.6, 21.5, 22.5, 23.5, 21.5, 21.8},
       0.148841696605327},
      {{19.8, 20.4, 19.6, 17.8, 18.5, 18.9, 18.3, 18.9, 19.5, 22.0},
       {28.2, 26.6, 20.1, 23.3, 25.2, 22.1, 17.7, 27.6, 20.6, 13.7,
        23.2, 17.5, 20.6, 18.0, 23.9, 21.6, 24.3, 20.4, 24.0, 13.2},
       0.0359722710297968},
      {{30.02, 29.99, 30.11, 29.97, 30.01, 29.99},
       {29.89, 29.93, 29.72, 29.98, 30.02, 29.98},
       0.090773324285671},
      {{3.0, 4.0, 1.0, 2.1}, {490.2, 340.0, 433.9}, 0.010751561149785},
  };
  for (const auto& each : table) {
    EXPECT_NEAR(welch(each.a, each.b, 0.99)->p_value, each.p_value, 1e-9);
    EXPECT_NEAR(welch(each.b, each.a, 0.99)->p_value, each.p_value, 1e-9);
  }
}

TEST(Welch, IsOfTheSecondMinusTheFirst) {
  const auto there = welch(kFirstDrug, kSecondDrug, 0.99);
  const auto back = welch(kSecondDrug, kFirstDrug, 0.99);
  EXPECT_GT(there->difference.value, 0);
  EXPECT_DOUBLE_EQ(there->difference.value, -back->difference.value);
  EXPECT_DOUBLE_EQ(there->difference.low, -back->difference.high);
}

TEST(Welch, ExcludesZeroWhereTheDifferenceIsSignificant) {
  std::mt19937_64 random(5);
  std::normal_distribution<double> normal;
  int significant = 0;
  for (int i = 0; i < 300; ++i) {
    std::vector<double> a(6), b(9);
    for (double& value : a) value = normal(random);
    for (double& value : b) value = 3 * normal(random) + i * 0.02;
    const auto result = welch(a, b, 0.95);
    const bool excluded = result->difference.low > 0 || result->difference.high < 0;
    EXPECT_EQ(excluded, result->p_value < 0.05) << i;
    significant += excluded ? 1 : 0;
  }
  EXPECT_GT(significant, 30);
  EXPECT_LT(significant, 270);
}

TEST(Welch, ASampleThatDoesNotScatterMayStandAgainstOneThatDoes) {
  const auto result = welch(std::vector{2.0, 2.0, 2.0}, kSecondDrug, 0.95);
  const auto one_sample = mean_interval(kSecondDrug, 0.95);
  ASSERT_TRUE(result);
  EXPECT_NEAR(result->difference.low, one_sample->low - 2, 1e-9);
  EXPECT_NEAR(result->difference.high, one_sample->high - 2, 1e-9);
}

TEST(Welch, HasNoneWithoutTwoFiniteScatteringValuesAndAConfidence) {
  const double kNaN = std::numeric_limits<double>::quiet_NaN();
  const double kHuge = std::numeric_limits<double>::max();
  EXPECT_FALSE(welch({}, kFirstDrug, 0.99));
  EXPECT_FALSE(welch(kFirstDrug, std::vector{1.0}, 0.99));
  EXPECT_FALSE(welch(std::vector{1.0, 1.0}, std::vector{2.0, 2.0}, 0.99));
  EXPECT_FALSE(welch(std::vector{1.0, kNaN}, kFirstDrug, 0.99));
  EXPECT_FALSE(welch(std::vector{-kHuge, kHuge}, kFirstDrug, 0.99));
  EXPECT_FALSE(welch(kFirstDrug, kSecondDrug, 0));
  EXPECT_FALSE(welch(kFirstDrug, kSecondDrug, 1));
}

TEST(Contrast, WeighsTheArmsWithinEachRound) {
  Samples samples;
  for (const double level : {1.0, 2.0, 3.0}) {
    Placement placement;
    // The arms move together: within a round nothing of it is left.
    for (const double drift : {0.0, 5.0, 1.0, 9.0, 2.0, 7.0}) {
      placement.rounds.push_back({{30 + drift, 40 + drift, 44 + drift, 50 + drift + level}, 10});
    }
    samples.placements.push_back(placement);
  }
  const std::vector<double> against_both = {0, -0.5, -0.5, 1};
  const auto contrast = estimate_contrast(samples, against_both, Regime::quiet, {}, 0.95);
  ASSERT_TRUE(contrast);
  EXPECT_EQ(contrast->units, (std::vector{9.0, 10.0, 11.0}));
  EXPECT_EQ(contrast->rounds, 18U);
  EXPECT_DOUBLE_EQ(contrast->interval.value, 10);
  EXPECT_EQ(contrast->interval.confidence, 0.95);
  // Two degrees of freedom, textbook's table: t = 4.303.
  EXPECT_NEAR(contrast->interval.half_width(), 4.303 / std::sqrt(3), 5e-4);

  const std::vector<double> net = {-1, 1};
  EXPECT_EQ(estimate_contrast(samples, net, Regime::quiet, {}, kConfidence)->units,
            estimate_difference(samples, 1, 0, Regime::quiet, {})->units);
}

TEST(Contrast, AnArmWithoutWeightMayBeMissing) {
  Samples samples;
  const double kNaN = std::numeric_limits<double>::quiet_NaN();
  for (int i = 0; i < 3; ++i) {
    samples.placements.push_back({std::vector<Round>(6, Round{{30, kNaN, 40}, 10})});
  }
  const std::vector<double> without = {-1, 0, 1};
  const std::vector<double> with = {-1, 0.5, 0.5};
  const std::vector<double> beyond = {-1, 0, 0, 1};
  EXPECT_EQ(estimate_contrast(samples, without, Regime::quiet, {}, 0.9)->interval.value, 10);
  EXPECT_FALSE(estimate_contrast(samples, with, Regime::quiet, {}, 0.9));
  EXPECT_FALSE(estimate_contrast(samples, beyond, Regime::quiet, {}, 0.9));
}

TEST(Contrast, IsMadeWithinOneRegime) {
  const CanaryModes modes{10, 40, 25, 0.5};
  Samples samples;
  for (int i = 0; i < 6; ++i) {
    const bool quiet = i % 2 == 0;
    const Round round = quiet ? Round{{30, 34}, 10} : Round{{36, 60}, 40};
    samples.placements.push_back({std::vector<Round>(6, round)});
  }
  const std::vector<double> net = {-1, 1};
  EXPECT_EQ(estimate_contrast(samples, net, Regime::quiet, modes, 0.9)->interval.value, 4);
  EXPECT_EQ(estimate_contrast(samples, net, Regime::contended, modes, 0.9)->interval.value, 24);
}

}  // namespace
}  // namespace bpfmark

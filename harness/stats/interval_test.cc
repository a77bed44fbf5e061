// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/interval.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace bpfmark {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Student (1908), The probable error of a mean: hours of sleep gained, first drug minus second, as
// in R's data set `sleep`.
const std::vector<double> kSleep = {-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4};

std::vector<double> normal_sample(std::mt19937_64& random, int count, double mean,
                                  double deviation) {
  std::normal_distribution<double> normal(mean, deviation);
  std::vector<double> values(static_cast<std::size_t>(count));
  for (double& value : values) value = normal(random);
  return values;
}

TEST(MeanInterval, AgreesWithRsTTest) {
  // R's documentation, t.test(extra ~ group, sleep, paired): t = -4.0621, df = 9, p-value =
  // 0.002833, 95 percent confidence interval -2.4598858 -0.7001142, mean of differences -1.58.
  const auto interval = mean_interval(kSleep, 0.95);
  ASSERT_TRUE(interval);
  EXPECT_NEAR(interval->value, -1.58, 1e-12);
  EXPECT_NEAR(interval->low, -2.4598858, 5e-8);
  EXPECT_NEAR(interval->high, -0.7001142, 5e-8);
  EXPECT_EQ(interval->confidence, 0.95);
  EXPECT_NEAR(*p_value_of_zero_mean(kSleep), 0.002833, 5e-7);
}

TEST(MeanInterval, UsesTheTabulatedQuantiles) {
  // Two-sided 99 % points of Student's t, any textbook's table.
  const struct {
    int count;
    double quantile;
  } table[] = {{2, 63.657}, {3, 9.925}, {5, 4.604}, {10, 3.250}, {12, 3.106}, {31, 2.750}};
  std::mt19937_64 random(2);
  for (const auto& [count, quantile] : table) {
    const std::vector<double> values = normal_sample(random, count, 5, 1);
    double mean = 0, squares = 0;
    for (const double value : values) mean += value / count;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double error = std::sqrt(squares / (count - 1) / count);
    EXPECT_NEAR(mean_interval(values, 0.99)->half_width() / error, quantile, 5e-4) << count;
  }
}

TEST(MeanInterval, HasNoneWithoutTwoFiniteValuesAndAConfidence) {
  EXPECT_FALSE(mean_interval({}, 0.99));
  EXPECT_FALSE(mean_interval(std::vector{1.0}, 0.99));
  for (const double odd : {std::nan(""), kInfinity, -kInfinity}) {
    EXPECT_FALSE(mean_interval(std::vector{1.0, odd, 2.0}, 0.99)) << odd;
    EXPECT_FALSE(p_value_of_zero_mean(std::vector{1.0, odd, 2.0})) << odd;
  }
  for (const double confidence : {-1.0, 0.0, 1.0, 2.0, std::nan("")}) {
    EXPECT_FALSE(mean_interval(kSleep, confidence)) << confidence;
  }
  EXPECT_FALSE(mean_interval(std::vector{1e308, -1e308}, 0.99)) << "overflow";
}

TEST(MeanInterval, IsAPointWhereAllValuesAreEqual) {
  for (const double value : {0.0, 0.1, -3.7}) {
    const auto interval = mean_interval(std::vector<double>(7, value), 0.99);
    ASSERT_TRUE(interval);
    EXPECT_EQ(interval->low, value);
    EXPECT_EQ(interval->value, value);
    EXPECT_EQ(interval->high, value);
  }
}

TEST(PValue, OfEqualValuesAndOfTooFew) {
  EXPECT_EQ(p_value_of_zero_mean(std::vector{0.0, 0.0, 0.0}), 1.0);
  EXPECT_EQ(p_value_of_zero_mean(std::vector{0.1, 0.1, 0.1}), 0.0);
  EXPECT_EQ(p_value_of_zero_mean(std::vector{-1.0, 1.0}), 1.0);
  EXPECT_FALSE(p_value_of_zero_mean({}));
  EXPECT_FALSE(p_value_of_zero_mean(std::vector{1.0}));
  // One degree of freedom is Cauchy's distribution: t = 3 gives 1 - 2 atan(3) / pi.
  EXPECT_NEAR(*p_value_of_zero_mean(std::vector{1.0, 2.0}), 1 - 2 * std::atan(3.0) / M_PI, 1e-12);
}

TEST(PValue, IsBelowAlphaWhereTheIntervalExcludesZero) {
  std::mt19937_64 random(3);
  int excluded = 0;
  for (int i = 0; i < 300; ++i) {
    const std::vector<double> values = normal_sample(random, 2 + i % 12, 1, 1);
    const auto interval = mean_interval(values, 0.95);
    const bool excludes = interval->low > 0 || interval->high < 0;
    EXPECT_EQ(excludes, *p_value_of_zero_mean(values) < 0.05);
    excluded += excludes;
  }
  EXPECT_GT(excluded, 50);
  EXPECT_LT(excluded, 250);
}

TEST(MeanInterval, CoversAsOftenAsItSays) {
  const int kRuns = 4000;
  std::mt19937_64 random(4);
  for (const double confidence : {0.9, 0.99}) {
    for (const int count : {2, 5, 12}) {
      int covered = 0;
      for (int i = 0; i < kRuns; ++i) {
        const auto interval = mean_interval(normal_sample(random, count, 10, 3), confidence);
        covered += interval->low <= 10 && 10 <= interval->high;
      }
      const double error = std::sqrt(confidence * (1 - confidence) / kRuns);
      EXPECT_NEAR(static_cast<double>(covered) / kRuns, confidence, 4 * error) << count;
    }
  }
}

TEST(Holm, AgreesWithPublishedExamples) {
  const struct {
    std::vector<double> p, adjusted;
  } table[] = {
      {{}, {}},
      {{0.2}, {0.2}},
      // pingouin's documentation of holm().
      {{0.50, 0.003, 0.32, 0.054, 0.0003}, {0.64, 0.012, 0.64, 0.162, 0.0015}},
      // stdlib's documentation of padjust(), which follows R's p.adjust.
      {{0.319, 0.201, 0.4, 0.374, 0.113}, {0.957, 0.804, 0.957, 0.957, 0.565}},
      // By hand: 4 x 0.01, 3 x 0.03, then 2 x 0.04 = 0.08 raised to the one before; ties; above 1.
      {{0.01, 0.04, 0.03, 0.05}, {0.04, 0.09, 0.09, 0.09}},
      {{0.02, 0.02, 0.02}, {0.06, 0.06, 0.06}},
      {{0.9, 0.8}, {1, 1}},
  };
  for (const auto& [p, adjusted] : table) {
    const std::vector<double> out = holm_adjusted(p);
    ASSERT_EQ(out.size(), adjusted.size());
    for (std::size_t i = 0; i < out.size(); ++i) EXPECT_NEAR(out[i], adjusted[i], 1e-12) << i;
  }
}

TEST(Holm, TakesWhatIsNoProbabilityForOne) {
  const std::vector<double> out = holm_adjusted(std::vector{0.01, std::nan(""), -1.0, kInfinity});
  EXPECT_EQ(out, (std::vector{0.04, 1.0, 1.0, 1.0}));
}

TEST(Holm, IsMonotoneAndBetweenPAndBonferroni) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> uniform;
  std::vector<double> p(50);
  for (double& value : p) value = std::pow(uniform(random), 3);
  const std::vector<double> out = holm_adjusted(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    EXPECT_GE(out[i], p[i]);
    EXPECT_LE(out[i], std::min(1.0, 50 * p[i]));
    for (std::size_t j = 0; j < p.size(); ++j) {
      EXPECT_TRUE(p[i] >= p[j] || out[i] <= out[j]) << i << " " << j;
    }
  }
}

TEST(Power, AgreesWithPublishedValues) {
  // Documentation of R's pwr.t.test, one sample (Cohen 1988, exercise 2.5, p. 47: 0.46).
  EXPECT_NEAR(*t_test_power(60, 0.2, 0.10), 0.4555818, 5e-7);
  // UCLA, Power analysis for one-sample t-test: d = 40 / 50, 10 and 15 light bulbs.
  EXPECT_NEAR(*t_test_power(10, 0.8, 0.05), 0.6162328, 5e-7);
  EXPECT_NEAR(*t_test_power(15, 0.8, 0.05), 0.8213105, 5e-7);
  // The same page: 19 bulbs for a power of 0.9.
  EXPECT_EQ(placements_for_power(40, 50, 0.05, 0.9), 19);
  // G*Power and pwr.t.test for Cohen's small, medium and large effect, one sample, two-sided, alpha
  // 0.05, power 0.8: n = 198.15, 33.37, 14.30.
  EXPECT_EQ(placements_for_power(0.2, 1, 0.05, 0.8), 199);
  EXPECT_EQ(placements_for_power(0.5, 1, 0.05, 0.8), 34);
  EXPECT_EQ(placements_for_power(-0.8, 1, 0.05, 0.8), 15) << "the sign does not matter";
}

TEST(Power, AgreesWithSimulation) {
  const int kRuns = 10000;
  std::mt19937_64 random(6);
  int found = 0;
  for (int i = 0; i < kRuns; ++i) {
    found += *p_value_of_zero_mean(normal_sample(random, 12, 0.3, 0.3)) < 0.01;
  }
  const double power = *t_test_power(12, 1, 0.01);
  EXPECT_NEAR(static_cast<double>(found) / kRuns, power, 4 * std::sqrt(0.25 / kRuns));
  EXPECT_GT(power, 0.5);
  EXPECT_LT(power, 0.8);
}

TEST(Power, GivesTheSmallestNumberThatIsEnough) {
  for (const double effect : {0.05, 0.3, 1.0, 4.0}) {
    for (const double alpha : {0.05, 0.01, 1e-4}) {
      const int enough = placements_for_power(effect, 1, alpha, 0.9);
      EXPECT_GE(*t_test_power(enough, effect, alpha), 0.9);
      ASSERT_GT(enough, 2);
      EXPECT_LT(*t_test_power(enough - 1, effect, alpha), 0.9);
    }
  }
}

TEST(Power, HasAnAnswerAtTheEdges) {
  EXPECT_EQ(placements_for_power(1, 0, 0.01, 0.9), 2) << "no scatter";
  EXPECT_EQ(placements_for_power(1e300, 1e-300, 0.05, 0.9), 2);
  const double nan = std::nan("");
  EXPECT_EQ(placements_for_power(0, 1, 0.01, 0.9), kMaxPlacements) << "no difference";
  EXPECT_EQ(placements_for_power(1e-9, 1, 0.01, 0.9), kMaxPlacements);
  EXPECT_EQ(placements_for_power(nan, 1, 0.01, 0.9), kMaxPlacements);
  EXPECT_EQ(placements_for_power(1, nan, 0.01, 0.9), kMaxPlacements);
  EXPECT_EQ(placements_for_power(1, -1, 0.01, 0.9), kMaxPlacements);
  EXPECT_EQ(placements_for_power(1, 1, 0, 0.9), kMaxPlacements);
  EXPECT_EQ(placements_for_power(1, 1, 0.01, 1), kMaxPlacements);
  EXPECT_FALSE(t_test_power(1, 1, 0.01));
  EXPECT_FALSE(t_test_power(5, nan, 0.01));
  EXPECT_FALSE(t_test_power(5, 1, 1));
  EXPECT_EQ(t_test_power(5, 0, 0.01), 0.01);
  EXPECT_EQ(t_test_power(kMaxPlacements, 1000, 0.01), 1.0);
}

}  // namespace
}  // namespace bpfmark

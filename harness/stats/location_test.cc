// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/location.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace bpfmark {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Median, IsTheMiddleOrTheMeanOfTheTwoThere) {
  EXPECT_EQ(median(std::vector{7.0}), 7);
  EXPECT_EQ(median(std::vector{9.0, -1.0, 4.0}), 4);
  EXPECT_EQ(median(std::vector{9.0, -1.0, 4.0, 5.0}), 4.5);
  EXPECT_EQ(median(std::vector{1e308, 1.2e308}), 1.1e308) << "no overflow";
}

TEST(TrimmedMean, CutsTheFlooredShareFromEitherEnd) {
  const std::vector<double> values = {1000, 3, 1, 5, -2000, 4, 2, 9};
  EXPECT_DOUBLE_EQ(trimmed_mean(values, 0), (1000 + 3 + 1 + 5 - 2000 + 4 + 2 + 9) / 8.0);
  EXPECT_DOUBLE_EQ(trimmed_mean(values, 0.1), trimmed_mean(values, 0)) << "floor(0.8) is none";
  EXPECT_DOUBLE_EQ(trimmed_mean(values, 0.125), (3 + 1 + 5 + 4 + 2 + 9) / 6.0);
  EXPECT_DOUBLE_EQ(trimmed_mean(values, 0.25), (3 + 5 + 4 + 2) / 4.0);
  EXPECT_DOUBLE_EQ(trimmed_mean(values, 0.49), 3.5) << "two are left: the median";
  EXPECT_EQ(trimmed_mean(std::vector{6.0}, 0.25), 6);
}

TEST(TrimmedMean, AgreesWithPublishedExample) {
  // scipy.stats.trim_mean's documentation: x = 0..19, 10 % cut from either end, mean 9.5.
  std::vector<double> values(20);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i);
  EXPECT_DOUBLE_EQ(trimmed_mean(values, 0.1), 9.5);
}

TEST(StandardDeviation, DividesByOneLessThanTheCount) {
  EXPECT_DOUBLE_EQ(standard_deviation(std::vector{2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0}),
                   std::sqrt(32.0 / 7));
  EXPECT_EQ(standard_deviation(std::vector{3.0, 3.0}), 0);
  // A small spread beside a large mean, where the one-pass formula loses every digit:
  // NIST StRD NumAcc4, certified standard deviation 0.1 (10000000.2, then .1 and .3 in turn).
  std::vector<double> numacc4 = {10000000.2};
  for (int i = 0; i < 500; ++i) numacc4.insert(numacc4.end(), {10000000.1, 10000000.3});
  EXPECT_NEAR(standard_deviation(numacc4), 0.1, 1e-8);
}

TEST(Location, IsNaNWhereThereIsNoAnswer) {
  const std::vector<double> none;
  EXPECT_TRUE(std::isnan(median(none)));
  EXPECT_TRUE(std::isnan(trimmed_mean(none, 0.25)));
  EXPECT_TRUE(std::isnan(standard_deviation(none)));
  EXPECT_TRUE(std::isnan(standard_deviation(std::vector{1.0})));
  for (const double trim : {-0.1, 0.5, 1.0, std::nan("")}) {
    EXPECT_TRUE(std::isnan(trimmed_mean(std::vector{1.0, 2.0, 3.0}, trim))) << trim;
  }
  for (const double odd : {std::nan(""), kInfinity, -kInfinity}) {
    const std::vector<double> values = {1, odd, 2, 3, 4};
    EXPECT_TRUE(std::isnan(median(values))) << odd;
    EXPECT_TRUE(std::isnan(trimmed_mean(values, 0.25))) << odd;
    EXPECT_TRUE(std::isnan(standard_deviation(values))) << odd;
  }
  const std::vector<double> overflowing = {1.7e308, 1.7e308, -1.7e308, 1.7e308};
  EXPECT_TRUE(std::isnan(trimmed_mean(overflowing, 0)));
  EXPECT_TRUE(std::isnan(standard_deviation(overflowing)));
}

// The variance of the 25 % trimmed mean of normal data, times n: 1.195 (asymptotic, by Huber's
// formula); of the median pi/2 = 1.571.
TEST(TrimmedMean, IsMoreEfficientThanTheMedian) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  std::vector<double> middle_halves, medians;
  for (int i = 0; i < 4000; ++i) {
    std::vector<double> values(100);
    for (double& value : values) value = normal(random);
    middle_halves.push_back(trimmed_mean(values, 0.25));
    medians.push_back(median(values));
  }
  // A variance estimated from 4,000 values has a relative standard error of sqrt(2 / 4000) = 2.2 %.
  EXPECT_NEAR(100 * std::pow(standard_deviation(middle_halves), 2), 1.195, 4 * 0.022 * 1.195);
  EXPECT_NEAR(100 * std::pow(standard_deviation(medians), 2), 1.571, 4 * 0.022 * 1.571);
}

}  // namespace
}  // namespace bpfmark

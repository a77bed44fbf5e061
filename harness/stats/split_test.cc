// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/split.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <utility>
#include <vector>

namespace bpfmark {
namespace {

TEST(OtsuSplit, LeavesTheLargestVarianceBetweenTheSides) {
  const struct {
    std::vector<double> values;
    std::optional<std::size_t> split;
  } table[] = {
      {{}, std::nullopt},
      {{5}, std::nullopt},
      {{5, 5, 5}, std::nullopt},
      {{1, 2}, 1},
      // By hand, lower count x upper count x (difference of the means)^2: 1|2 10 11: 133; 1 2|10
      // 11: 324; 1 2 10|11: 133.
      {{11, 1, 10, 2}, 2},
      // 0|0 0 9: equal values are not split; 0 0 0|9.
      {{0, 0, 9, 0}, 3},
      // A stray draws the split to itself: 4 x 1 x 997.5^2 against 2 x 3 x 337.8^2.
      {{1, 2, 3, 4, 1000}, 4},
      {{-1000, 1, 2, 3, 4}, 1},
  };
  for (const auto& [values, split] : table) {
    EXPECT_EQ(SortedSample(values).otsu_split(0, values.size()), split)
        << testing::PrintToString(values);
  }
}

TEST(OtsuSplit, SplitsARangeAsIfItWereAlone) {
  const SortedSample sample({1, 2, 10, 11, 5000});
  EXPECT_EQ(sample.otsu_split(0, 5), 4);
  EXPECT_EQ(sample.otsu_split(0, 4), 2);
  EXPECT_EQ(sample.otsu_split(2, 5), 4);
}

TEST(OtsuSplit, AgreesWithTheDefinition) {
  std::mt19937_64 random(1);
  std::lognormal_distribution<double> lognormal(2, 1);
  for (int run = 0; run < 50; ++run) {
    std::vector<double> values(40);
    for (double& value : values) value = lognormal(random);
    std::sort(values.begin(), values.end());
    // The least variance within the sides, which is where the one between them is largest.
    double min = std::numeric_limits<double>::infinity();
    std::size_t best = 0;
    for (std::size_t split = 1; split < values.size(); ++split) {
      double within = 0;
      for (const auto& [begin, end] : {std::pair<std::size_t, std::size_t>{0, split},
                                       std::pair<std::size_t, std::size_t>{split, values.size()}}) {
        double mean = 0;
        for (std::size_t i = begin; i < end; ++i)
          mean += values[i] / static_cast<double>(end - begin);
        for (std::size_t i = begin; i < end; ++i) within += (values[i] - mean) * (values[i] - mean);
      }
      if (within < min) {
        min = within;
        best = split;
      }
    }
    EXPECT_EQ(SortedSample(values).otsu_split(0, values.size()), best) << run;
  }
}

TEST(OtsuSplit, IsExactFarFromZero) {
  std::vector<double> values;
  for (const double value : {0.001, 0.002, 0.010, 0.011})
    values.insert(values.end(), 500, 1e12 + value);
  EXPECT_EQ(SortedSample(values).otsu_split(0, 2000), 1000);
}

TEST(SortedSample, QuantilesAreRsType7) {
  // R: quantile(c(15, 20, 35, 40, 50), c(.05, .3, .4, .5, 1)) is 16, 23, 29, 35, 50.
  const SortedSample sample({50, 35, 20, 15, 40});
  EXPECT_DOUBLE_EQ(sample.quantile(0, 5, 0.05), 16);
  EXPECT_DOUBLE_EQ(sample.quantile(0, 5, 0.3), 23);
  EXPECT_DOUBLE_EQ(sample.quantile(0, 5, 0.4), 29);
  EXPECT_DOUBLE_EQ(sample.quantile(0, 5, 0.5), 35);
  EXPECT_DOUBLE_EQ(sample.quantile(0, 5, 1), 50);
  EXPECT_DOUBLE_EQ(sample.quantile(1, 3, 0.5), 27.5);
  EXPECT_DOUBLE_EQ(sample.quantile(4, 5, 0.25), 50);
}

TEST(SortedSample, CountsBothEnds) {
  const SortedSample sample({1, 2, 2, 3, 9});
  EXPECT_EQ(sample.count(0, 5, 2, 3), 3U);
  EXPECT_EQ(sample.count(2, 5, 2, 3), 2U);
  EXPECT_EQ(sample.count(0, 5, 4, 8), 0U);
  EXPECT_EQ(sample.count(0, 5, 2, 2), 2U);
}

TEST(AshmanD, AgreesWithTheDefinition) {
  // By hand: sqrt(2) x 30 / sqrt(3^2 + 4^2) = 6 sqrt(2).
  EXPECT_DOUBLE_EQ(ashman_d(10, 3, 40, 4), 6 * std::sqrt(2.0));
  EXPECT_DOUBLE_EQ(ashman_d(40, 4, 10, 3), 6 * std::sqrt(2.0));
  // Ashman, Bird & Zepf: for equal spreads it is the distance in standard deviations.
  EXPECT_DOUBLE_EQ(ashman_d(0, 1, 2, 1), 2);
  EXPECT_EQ(ashman_d(7, 0, 7, 0), 0);
  EXPECT_EQ(ashman_d(7, 1, 7, 2), 0);
  EXPECT_EQ(ashman_d(7, 0, 8, 0), std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace bpfmark

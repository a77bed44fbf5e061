// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/table/figures.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace bpfmark {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Figures, ShowTheDigitsThatTheIntervalSupports) {
  const struct {
    double value, low, high;
    const char* shown;
    const char* interval;
  } kCases[] = {
      {1.2376, 1.1376, 1.3376, "1.24", "\u00b10.10"},
      {1.2376, 1.1380, 1.3372, "1.24", "\u00b10.10"},  // 0.0996 rounds to 0.10
      {215.312, 212.9, 217.724, "215.3", "\u00b12.4"},
      {215.3, 191.3, 239.3, "215", "\u00b124"},
      {215.3, 15.3, 415.3, "215", "\u00b1200"},
      {0.00123, 0.00113, 0.00133, "0.001", "\u00b1<0.001"},
      {-0.001, -0.101, 0.099, "0.00", "\u00b10.10"},  // no minus before a zero
      {1.24, 1.24, 1.24, "1.240", "\u00b10.000"},
      {1.24, 1.1, 1.45, "1.24", "1.10..1.45"},
      {12345678.0, 12345677.0, 12345679.0, "1.23e+07", "\u00b11.0"},
      {1e300, 0, 2e300, "1.00e+300", "\u00b11.00e+300"},
  };
  for (const auto& test : kCases) {
    const Figure figure = figure_of(test.value, test.low, test.high);
    EXPECT_EQ(figure.value, test.shown);
    EXPECT_EQ(figure.interval, test.interval) << test.value;
  }
}

TEST(Figures, WithoutAnIntervalThreeDigits) {
  EXPECT_EQ(figure_of(1.23456, {}, {}).value, "1.23");
  EXPECT_EQ(figure_of(123.456, {}, {}).value, "123");
  EXPECT_EQ(figure_of(0.0123456, {}, {}).value, "0.012");
  EXPECT_EQ(figure_of(0.0, {}, {}).value, "0");
  EXPECT_EQ(figure_of(0.0, {}, {}).interval, "");
  EXPECT_EQ(figure_of(2.0, -kInfinity, kInfinity).interval, "");
}

TEST(Figures, UnknownIsADash) {
  EXPECT_EQ(figure_of(nullptr).value, "\u2014");
  EXPECT_EQ(figure_of(std::nan(""), {}, {}).value, "\u2014");
  EXPECT_EQ(count_figure(nullptr), "\u2014");
  EXPECT_EQ(coarse_figure(nullptr), "\u2014");
  EXPECT_EQ(change_of(Comparison{}).value, "\u2014");
  EXPECT_EQ(percent_of(std::nullopt), "");
}

TEST(Figures, AChangeHasItsSign) {
  Comparison comparison;
  comparison.difference = 0.66;
  comparison.ci_low = 0.54;
  comparison.ci_high = 0.78;
  EXPECT_EQ(change_of(comparison).value, "+0.66");
  EXPECT_EQ(change_of(comparison).interval, "\u00b10.12");
  comparison.difference = -0.0001;
  comparison.ci_low = -0.12;
  comparison.ci_high = 0.12;
  EXPECT_EQ(change_of(comparison).value, "+0.00");
}

TEST(Figures, CoarseAndCounted) {
  Metric metric;
  metric.value = 45.8267;
  EXPECT_EQ(coarse_figure(&metric), "45.8");
  metric.ci_low = 45.82;
  metric.ci_high = 45.8334;
  EXPECT_EQ(coarse_figure(&metric), "45.8");
  metric.ci_low = 40;
  metric.ci_high = 51.6534;
  EXPECT_EQ(coarse_figure(&metric), "45.8");
  metric.value = 38;
  EXPECT_EQ(count_figure(&metric), "38");
  metric.value = 38.5;
  EXPECT_EQ(count_figure(&metric), "38.5");
  metric.value = 1e300 / 3;
  EXPECT_EQ(count_figure(&metric), "3.33e+299");
}

TEST(Figures, PercentAndShare) {
  EXPECT_EQ(percent_of(1.53), "+53 %");
  EXPECT_EQ(percent_of(1.032), "+3.2 %");
  EXPECT_EQ(percent_of(0.9), "-10 %");
  EXPECT_EQ(percent_of(0.999999), "+0.0 %");
  EXPECT_EQ(percent_of(12.3), "\u00d712");
  EXPECT_EQ(share_figure(0), "0 %");
  EXPECT_EQ(share_figure(0.004), "<1 %");
  EXPECT_EQ(share_figure(0.12), "12 %");
  EXPECT_EQ(share_figure(0.996), ">99 %");
  EXPECT_EQ(share_figure(1), "100 %");
}

}  // namespace
}  // namespace bpfmark

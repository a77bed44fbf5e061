// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/policy/verdict.h"

#include <gtest/gtest.h>

#include <limits>

namespace bpfmark {
namespace {

Interval interval(double low, double high) {
  return {(low + high) / 2, low, high, 0.99};
}

TEST(VerdictTest, NeedsTheWholeIntervalBeyondTheThreshold) {
  EXPECT_EQ(verdict_of(interval(0.6, 1.0), 0.001, 0.5), Verdict::regressed);
  EXPECT_EQ(verdict_of(interval(-1.0, -0.6), 0.001, 0.5), Verdict::improved);
  EXPECT_EQ(verdict_of(interval(0.4, 1.0), 0.001, 0.5), Verdict::inconclusive);
  EXPECT_EQ(verdict_of(interval(-0.4, 0.4), 0.9, 0.5), Verdict::unchanged);
  EXPECT_EQ(verdict_of(interval(0.1, 0.4), 0.0001, 0.5), Verdict::unchanged)
      << "significant, but too small to matter";
  EXPECT_EQ(verdict_of(interval(-2, 2), 0.9, 0.5), Verdict::inconclusive);
}

TEST(VerdictTest, NeedsSignificanceAfterCorrection) {
  EXPECT_EQ(verdict_of(interval(0.6, 1.0), 0.02, 0.5), Verdict::inconclusive);
  EXPECT_EQ(verdict_of(interval(0.6, 1.0), std::nullopt, 0.5), Verdict::inconclusive);
}

TEST(VerdictTest, IsInconclusiveWithoutAnInterval) {
  EXPECT_EQ(verdict_of(std::nullopt, 0.0, 0.5), Verdict::inconclusive);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(verdict_of(interval(nan, nan), 0.0, 0.5), Verdict::inconclusive);
}

TEST(VerdictTest, TakesTheLargerThreshold) {
  const Threshold threshold{0.5, 0.02};
  EXPECT_DOUBLE_EQ(threshold.of(10), 0.5);
  EXPECT_DOUBLE_EQ(threshold.of(100), 2.0);
  EXPECT_DOUBLE_EQ(threshold.of(-100), 2.0);
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/policy/rows.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

Metric counted(double value) {
  Metric metric;
  metric.value = value;
  metric.unit = "instructions";
  metric.exact = true;
  return metric;
}

TEST(Rows, HoldWhatBothMetricsSay) {
  Metric base = counted(40);
  base.unit = "ns";
  base.exact = false;
  Metric new_version = base;
  new_version.value = 50;
  const RowPolicy policy{{0.5, 0.02}, false};
  const Comparison row =
      row_of_metrics("s/v1/udp64", "ns_per_packet_net", base, new_version, policy);
  EXPECT_EQ(row.name, "s/v1/udp64");
  EXPECT_EQ(row.metric, "ns_per_packet_net");
  EXPECT_EQ(row.unit, "ns");
  EXPECT_FALSE(row.exact);
  EXPECT_EQ(row.base_value, 40);
  EXPECT_EQ(row.new_value, 50);
  EXPECT_EQ(row.difference, 10);
  EXPECT_EQ(row.ratio, 1.25);
  EXPECT_EQ(row.threshold, 0.8) << "2 % of 40";
  EXPECT_FALSE(row.counts);
  EXPECT_EQ(row.verdict, Verdict::inconclusive) << "not yet";
}

TEST(Rows, HaveNoRatioToWhatMayBeZero) {
  Metric base = counted(0.3);
  base.ci_low = -0.1;
  base.ci_high = 0.7;
  EXPECT_FALSE(row_of_metrics("", "", base, counted(3), {}).ratio);
  base.ci_low = 0.1;
  EXPECT_TRUE(row_of_metrics("", "", base, counted(3), {}).ratio);
  EXPECT_FALSE(row_of_metrics("", "", counted(0), counted(3), {}).ratio);
  EXPECT_FALSE(row_of_metrics("", "", counted(-2), counted(3), {}).ratio);
}

TEST(Rows, ExactMetricsCompareExactly) {
  const struct {
    double base;
    double new_version;
    Threshold threshold;
    Verdict verdict;
  } table[] = {
      {100, 100, {0, 0}, Verdict::unchanged},
      {100, 101, {0, 0}, Verdict::regressed},
      {100, 99, {0, 0}, Verdict::improved},
      {0, 1, {0, 0}, Verdict::regressed},
      {100000, 110000, {10000, 0.1}, Verdict::unchanged},
      {100000, 110001, {10000, 0.1}, Verdict::regressed},
      {400000, 430000, {10000, 0.1}, Verdict::unchanged},
      {100, 9000, {10000, 0.1}, Verdict::unchanged},
      {100000, 80000, {10000, 0.1}, Verdict::improved},
  };
  for (const auto& each : table) {
    const Comparison row = compare_exact_metric("s/v1/x", "verified_insns", counted(each.base),
                                                counted(each.new_version), {each.threshold, true});
    EXPECT_EQ(row.verdict, each.verdict) << each.base << " and " << each.new_version;
    EXPECT_TRUE(row.exact);
    EXPECT_FALSE(row.ci_low);
    EXPECT_FALSE(row.p_value);
  }
}

}  // namespace
}  // namespace bpfmark

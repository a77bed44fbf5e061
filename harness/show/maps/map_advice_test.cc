// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/maps/map_advice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "harness/show/table/table_block.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Metric metric_over(std::vector<double> placements) {
  Metric metric;
  metric.unit = "ns";
  metric.value = placements.front();
  metric.ci_low = *metric.value - 0.5;
  metric.ci_high = *metric.value + 0.5;
  metric.confidence = 0.99;
  metric.placements = std::move(placements);
  return metric;
}

// Placements that scatter by a little, on a machine of `speed` (1: the yardstick takes 32 ns).
Benchmark row(const std::string& name, double cost_ns, double speed = 1) {
  Benchmark benchmark;
  benchmark.name = name;
  benchmark.kind = BenchmarkKind::map_op;
  std::vector<double> costs;
  std::vector<double> yardsticks;
  for (const double deviation : {0.0, 0.1, -0.1, 0.05, -0.05, 0.08, -0.08, 0.02}) {
    costs.push_back((cost_ns + deviation) * speed);
    yardsticks.push_back(32 * speed);
  }
  benchmark.metrics["ns_per_op"] = metric_over(costs);
  benchmark.metrics["ns_per_op_yardstick"] = metric_over(yardsticks);
  return benchmark;
}

constexpr const char* kHash = "hash/lookup/entries:1024/key:4/value:8/hit/random";
constexpr const char* kPercpuHash = "percpu_hash/lookup/entries:1024/key:4/value:8/hit/random";

TEST(MapAdvice, WithoutTheRowsThereIsNoAdvice) {
  EXPECT_THAT(advice_blocks(Report()), IsEmpty());
}

TEST(MapAdvice, ShowsEachStepAsItWasJudged) {
  Report report;
  report.benchmarks = {row(kHash, 32), row(kPercpuHash, 36)};
  report.map_steps = {MapStep{.from = kHash,
                              .to = kPercpuHash,
                              .difference_ns = 4,
                              .ci_low_ns = 3.5,
                              .ci_high_ns = 4.5,
                              .p_value = 0.001,
                              .threshold_ns = 1,
                              .verdict = StepVerdict::real_other_way}};
  const std::vector<TableBlock> blocks = advice_blocks(report);
  ASSERT_THAT(blocks, SizeIs(1));
  ASSERT_THAT(blocks[0].rows, SizeIs(1));
  EXPECT_THAT(blocks[0].rows[0].cells, ElementsAre("hash", "percpu_hash", "4.00", "\u00b10.50",
                                                   "36.0", "real step, the other way"));
}

TEST(MapAdvice, MoreCpusStandBesideOne) {
  Report report;
  report.benchmarks = {row("queue/push_pop/entries:1024/value:8", 50),
                       row("queue/push_pop/entries:1024/value:8/cpus:2/same", 450),
                       row("array/atomic_add/entries:1024/cpus:2/same", 15)};
  const std::vector<TableBlock> blocks = advice_blocks(report);
  ASSERT_THAT(blocks, SizeIs(1));
  ASSERT_THAT(blocks[0].rows, SizeIs(1));
  EXPECT_EQ(blocks[0].rows[0].cells.back(), "9.0");
}

TEST(MapAdvice, BatchesStandBesideSingleCalls) {
  Report report;
  report.benchmarks = {row("user/hash/lookup/entries:1024/value:8", 600),
                       row("user/hash/lookup_batch/entries:1024/batch:256", 150)};
  const std::vector<TableBlock> blocks = advice_blocks(report);
  ASSERT_THAT(blocks, SizeIs(1));
  EXPECT_EQ(blocks[0].rows[0].cells.back(), "4.0");
}

TEST(MapAdvice, WhatAnOverflowingRingLosesIsShown) {
  Report report;
  report.benchmarks = {row("user/ringbuf/overflow", 60), row("user/ringbuf/stream", 67)};
  Metric lost = metric_over({0.25, 0.25});
  lost.ci_low = 0.24;
  lost.ci_high = 0.26;
  report.benchmarks[0].metrics["lost_share"] = lost;
  const std::vector<TableBlock> blocks = advice_blocks(report);
  ASSERT_THAT(blocks, SizeIs(1));
  ASSERT_THAT(blocks[0].rows, SizeIs(1));
  EXPECT_EQ(blocks[0].rows[0].cells.front(), "user/ringbuf/overflow");
  EXPECT_THAT(blocks[0].rows[0].cells[2], ::testing::StartsWith("25"));
}

}  // namespace
}  // namespace bpfmark

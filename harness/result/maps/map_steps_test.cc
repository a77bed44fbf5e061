// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/maps/map_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace bpfmark {
namespace {

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

StepVerdict verdict_between(const Benchmark& hash, const Benchmark& percpu_hash) {
  return map_steps({hash, percpu_hash}).at(0).verdict;
}

TEST(MapSteps, AnIntervalBeyondTheThresholdIsARealStep) {
  EXPECT_EQ(verdict_between(row(kHash, 32), row(kPercpuHash, 36)), StepVerdict::real);
}

TEST(MapSteps, TheOtherWayIsSaidToBeSo) {
  EXPECT_EQ(verdict_between(row(kHash, 32), row(kPercpuHash, 28)), StepVerdict::real_other_way);
}

TEST(MapSteps, AnIntervalWithinTheThresholdIsATie) {
  EXPECT_EQ(verdict_between(row(kHash, 32), row(kPercpuHash, 32.2)), StepVerdict::tie);
}

TEST(MapSteps, OneThatHoldsTheThresholdIsNotResolved) {
  EXPECT_EQ(verdict_between(row(kHash, 32), row(kPercpuHash, 33)), StepVerdict::not_resolved);
}

TEST(MapSteps, AMachineThatWasSlowerInTheMeantimeIsNoStep) {
  EXPECT_EQ(verdict_between(row(kHash, 32), row(kPercpuHash, 32, 1.3)), StepVerdict::tie);
}

TEST(MapSteps, SayWhatTheyCompareAndBeyondWhatItMatters) {
  const std::vector<MapStep> steps = map_steps({row(kPercpuHash, 104), row(kHash, 100)});
  ASSERT_THAT(steps, SizeIs(1));
  EXPECT_EQ(steps[0].from, kHash);
  EXPECT_EQ(steps[0].to, kPercpuHash);
  EXPECT_NEAR(steps[0].difference_ns, 4, 1e-9);
  EXPECT_LT(steps[0].ci_low_ns, 4);
  EXPECT_GT(steps[0].ci_high_ns, 4);
  EXPECT_NEAR(steps[0].threshold_ns, 3.12, 1e-9) << "3 % of the dearer";
}

TEST(MapSteps, AreCorrectedTogether) {
  const Benchmark lru = row("lru_hash/lookup/entries:1024/key:4/value:8/hit/random", 32.1);
  const double alone = map_steps({row(kHash, 32), row(kPercpuHash, 32.1)}).at(0).p_value;
  const auto both = map_steps({row(kHash, 32), row(kPercpuHash, 32.1), lru});
  ASSERT_THAT(both, SizeIs(2));
  EXPECT_NEAR(both[0].p_value, std::min(1.0, 2 * alone), 1e-12);
}

TEST(MapSteps, WithoutTheRowsAreNone) {
  EXPECT_THAT(map_steps({}), IsEmpty());
  EXPECT_THAT(map_steps({row(kHash, 32), row("hash/update", 36)}), IsEmpty());
  Benchmark unknown = row(kPercpuHash, 36);
  unknown.metrics.clear();
  EXPECT_THAT(map_steps({row(kHash, 32), unknown}), IsEmpty());
}

}  // namespace
}  // namespace bpfmark

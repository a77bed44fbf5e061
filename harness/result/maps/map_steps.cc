// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/maps/map_steps.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>

#include "harness/result/maps/map_rows.h"
#include "harness/result/metrics.h"
#include "harness/stats/interval.h"

namespace bpfmark {
namespace {

constexpr double kAlpha = 0.01;

constexpr std::array kQuotedOrder = {"array/lookup/entries:1024/value:8/hit/random",
                                     "percpu_array/lookup/entries:1024/value:8/hit/random",
                                     "hash/lookup/entries:1024/key:4/value:8/hit/random",
                                     "percpu_hash/lookup/entries:1024/key:4/value:8/hit/random",
                                     "lru_hash/lookup/entries:1024/key:4/value:8/hit/random",
                                     "lpm_trie/lookup/entries:1024/value:8/hit/random"};

// A row's cost in each placement, in hash lookups of the same placement; empty: cannot be told.
std::vector<double> in_yardsticks(const Benchmark& benchmark) {
  const Metric* cost = cost_of(&benchmark);
  const Metric* yardstick = find_known_metric(benchmark, kNsPerOpYardstick);
  std::vector<double> ratios;
  if (cost == nullptr || yardstick == nullptr) return ratios;
  if (cost->placements.size() != yardstick->placements.size()) return ratios;
  for (std::size_t i = 0; i < cost->placements.size(); ++i) {
    if (yardstick->placements[i] <= 0) return {};
    ratios.push_back(cost->placements[i] / yardstick->placements[i]);
  }
  return ratios;
}

// What a yardstick took, on the mean of both rows' times.
double yardstick_ns(const Benchmark& from, const Benchmark& to) {
  return (*find_known_metric(from, kNsPerOpYardstick)->value +
          *find_known_metric(to, kNsPerOpYardstick)->value) /
         2;
}

// Not yet judged; its p-value is not corrected yet.
std::optional<MapStep> step_between(const Benchmark* from, const Benchmark* to) {
  if (from == nullptr || to == nullptr) return std::nullopt;
  const auto result = welch(in_yardsticks(*from), in_yardsticks(*to), kConfidence);
  if (!result) return std::nullopt;
  const double scale = yardstick_ns(*from, *to);
  MapStep step;
  step.from = from->name;
  step.to = to->name;
  step.difference_ns = result->difference.value * scale;
  step.ci_low_ns = result->difference.low * scale;
  step.ci_high_ns = result->difference.high * scale;
  step.p_value = result->p_value;
  const double dearer_ns = std::max(*cost_of(from)->value, *cost_of(to)->value);
  step.threshold_ns = std::max(kStepThresholdNs, kStepThresholdShare * dearer_ns);
  return step;
}

StepVerdict verdict_of(const MapStep& step) {
  const double threshold = step.threshold_ns;
  if (step.ci_low_ns > -threshold && step.ci_high_ns < threshold) return StepVerdict::tie;
  if (step.p_value > kAlpha) return StepVerdict::not_resolved;
  if (step.ci_low_ns > threshold) return StepVerdict::real;
  if (step.ci_high_ns < -threshold) return StepVerdict::real_other_way;
  return StepVerdict::not_resolved;
}

}  // namespace

std::vector<MapStep> map_steps(const std::vector<Benchmark>& rows) {
  std::vector<MapStep> steps;
  std::vector<double> p_values;
  for (std::size_t i = 1; i < kQuotedOrder.size(); ++i) {
    auto step = step_between(find_row(rows, kQuotedOrder[i - 1]), find_row(rows, kQuotedOrder[i]));
    if (!step) continue;
    p_values.push_back(step->p_value);
    steps.push_back(std::move(*step));
  }
  const std::vector<double> adjusted = holm_adjusted(p_values);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    steps[i].p_value = adjusted[i];
    steps[i].verdict = verdict_of(steps[i]);
  }
  return steps;
}

}  // namespace bpfmark

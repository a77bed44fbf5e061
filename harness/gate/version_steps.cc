// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/version_steps.h"

#include "harness/result/metrics.h"
#include "harness/stats/estimate.h"

namespace bpfmark {
namespace {

struct Step {
  Comparison row;
  std::optional<Interval> difference;
  double base_value = 0;
};

// A ratio to something that may be zero says nothing.
std::optional<double> ratio_of(const std::optional<Estimate>& base, double difference) {
  if (!base || base->interval.low <= 0) return std::nullopt;
  return (base->interval.value + difference) / base->interval.value;
}

Step step_between(const PairedCase& each, std::size_t base_arm, Regime regime,
                  const std::optional<CanaryModes>& modes) {
  Step step;
  step.row.name = each.benchmark_names[base_arm];  // of arm base_arm + 1, the new version
  step.row.metric = metric_name(kNsPerPacketNet, regime);
  step.row.base = each.versions[base_arm - 1];
  step.row.new_version = each.versions[base_arm];
  const auto base = estimate_difference(*each.samples, base_arm, 0, regime, modes);
  const auto change = estimate_difference(*each.samples, base_arm + 1, base_arm, regime, modes);
  if (base) step.base_value = base->interval.value;
  if (!change) return step;
  step.difference = change->interval;
  step.row.difference = change->interval.value;
  step.row.ci_low = change->interval.low;
  step.row.ci_high = change->interval.high;
  step.row.ratio = ratio_of(base, change->interval.value);
  step.row.p_value = p_value_of_zero_mean(change->units);
  return step;
}

// Holm's correction over those rows that have a p-value.
void correct_for_family(std::vector<Step>& steps) {
  std::vector<double> p_values;
  for (const Step& step : steps) {
    if (step.row.p_value) p_values.push_back(*step.row.p_value);
  }
  const std::vector<double> adjusted = holm_adjusted(p_values);
  std::size_t next = 0;
  for (Step& step : steps) {
    if (step.row.p_value) step.row.p_value = adjusted[next++];
  }
}

}  // namespace

std::vector<Comparison> compare_steps(const std::vector<PairedCase>& cases,
                                      const std::optional<CanaryModes>& modes,
                                      const Threshold& threshold) {
  std::vector<Step> steps;
  for (const PairedCase& each : cases) {
    for (std::size_t arm = 1; arm < each.versions.size(); ++arm) {
      for (const Regime regime : {Regime::quiet, Regime::contended}) {
        Step step = step_between(each, arm, regime, modes);
        // The quiet row always stands, if only to say that nothing was seen.
        if (step.difference || regime == Regime::quiet) steps.push_back(std::move(step));
      }
    }
  }
  correct_for_family(steps);
  std::vector<Comparison> rows;
  for (Step& step : steps) {
    const double limit = threshold.of(step.base_value);
    step.row.verdict = verdict_of(step.difference, step.row.p_value, limit);
    rows.push_back(std::move(step.row));
  }
  return rows;
}

}  // namespace bpfmark

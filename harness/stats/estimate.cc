// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/stats/location.h"

namespace bpfmark {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double arm_ns(const Round& round, std::size_t arm) {
  return arm < round.arm_ns.size() ? round.arm_ns[arm] : kNaN;
}

// What `cost` (double of a round) says of the rounds of `regime`.
template <typename Cost>
std::vector<double> costs_in_regime(const Placement& placement, Regime regime,
                                    const std::optional<CanaryModes>& modes, Cost cost) {
  const std::vector<std::optional<Regime>> labels = label_rounds(placement, modes);
  std::vector<double> costs;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const double value = cost(placement.rounds[i]);
    if (labels[i] == regime && std::isfinite(value)) costs.push_back(value);
  }
  return costs;
}

template <typename Cost>
std::optional<Estimate> estimate(const Samples& samples, Regime regime,
                                 const std::optional<CanaryModes>& modes, double confidence,
                                 Cost cost) {
  Estimate out;
  for (const Placement& placement : samples.placements) {
    const std::vector<double> costs = costs_in_regime(placement, regime, modes, cost);
    if (costs.size() < kMinRounds) continue;
    out.placements.push_back(trimmed_mean(costs, kTrim));
    out.rounds += costs.size();
  }
  const std::optional<Interval> interval = mean_interval(out.placements, confidence);
  if (!interval) return std::nullopt;
  out.interval = *interval;
  return out;
}

}  // namespace

std::optional<Estimate> estimate_gross(const Samples& samples, std::size_t arm, Regime regime,
                                       const std::optional<CanaryModes>& modes) {
  return estimate(samples, regime, modes, kConfidence,
                  [&](const Round& round) { return arm_ns(round, arm); });
}

std::optional<Estimate> estimate_difference(const Samples& samples, std::size_t arm,
                                            std::size_t base, Regime regime,
                                            const std::optional<CanaryModes>& modes) {
  return estimate(samples, regime, modes, kConfidence,
                  [&](const Round& round) { return arm_ns(round, arm) - arm_ns(round, base); });
}

std::optional<Estimate> estimate_contrast(const Samples& samples, std::span<const double> weights,
                                          Regime regime, const std::optional<CanaryModes>& modes,
                                          double confidence) {
  return estimate(samples, regime, modes, confidence, [&](const Round& round) {
    double sum_ns = 0;
    for (std::size_t arm = 0; arm < weights.size(); ++arm) {
      if (weights[arm] != 0) sum_ns += weights[arm] * arm_ns(round, arm);
    }
    return sum_ns;
  });
}

void append_canaries(const Samples& samples, std::vector<double>& out) {
  for (const Placement& placement : samples.placements) {
    for (const Round& round : placement.rounds) out.push_back(round.canary_ns);
  }
}

std::optional<double> contended_share(const Samples& samples,
                                      const std::optional<CanaryModes>& modes) {
  std::size_t labelled = 0;
  std::size_t contended = 0;
  for (const Placement& placement : samples.placements) {
    for (const std::optional<Regime>& label : label_rounds(placement, modes)) {
      labelled += label.has_value() ? 1 : 0;
      contended += label == Regime::contended ? 1 : 0;
    }
  }
  if (labelled == 0) return std::nullopt;
  return static_cast<double>(contended) / static_cast<double>(labelled);
}

}  // namespace bpfmark

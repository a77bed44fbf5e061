// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

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

// A placement's location and the visit in which it was taken.
struct Location {
  double value;
  std::size_t visit;
};

// In the order of time: a visit's placements follow one another.
std::vector<double> visit_means(const std::vector<Location>& locations) {
  std::vector<double> means;
  for (auto first = locations.begin(); first != locations.end();) {
    const auto last = std::find_if(first, locations.end(),
                                   [&](const Location& l) { return l.visit != first->visit; });
    const double sum = std::accumulate(
        first, last, 0.0, [](double total, const Location& l) { return total + l.value; });
    means.push_back(sum / static_cast<double>(last - first));
    first = last;
  }
  return means;
}

std::vector<double> units_of(const std::vector<Location>& locations) {
  std::vector<double> means = visit_means(locations);
  if (means.size() >= kMinVisits) return means;
  std::vector<double> values;
  for (const Location& location : locations) values.push_back(location.value);
  return values;
}

template <typename Cost>
std::optional<Estimate> estimate(const Samples& samples, Regime regime,
                                 const std::optional<CanaryModes>& modes, double confidence,
                                 Cost cost) {
  Estimate out;
  std::vector<Location> locations;
  for (const Placement& placement : samples.placements) {
    const std::vector<double> costs = costs_in_regime(placement, regime, modes, cost);
    if (costs.size() < kMinRounds) continue;
    locations.push_back({trimmed_mean(costs, kTrim), placement.visit});
    out.rounds += costs.size();
  }
  out.units = units_of(locations);
  const std::optional<Interval> interval = mean_interval(out.units, confidence);
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

std::optional<Estimate> estimate_cycles(const Samples& samples, std::size_t arm, std::size_t base,
                                        Regime regime, const std::optional<CanaryModes>& modes) {
  return estimate(samples, regime, modes, kConfidence, [&](const Round& round) {
    if (round.core_ghz <= 0) return kNaN;
    return (arm_ns(round, arm) - arm_ns(round, base)) * round.core_ghz;
  });
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

void append_core_clocks(const Samples& samples, std::vector<double>& out) {
  for (const Placement& placement : samples.placements) {
    for (const Round& round : placement.rounds) {
      if (round.core_ghz > 0) out.push_back(round.core_ghz);
    }
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

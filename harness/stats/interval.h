// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Confidence intervals and tests over placements. A placement is one observation: within-placement
// samples are not independent of each other and must never come here one by one.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace bpfmark {

inline constexpr double kConfidence = 0.99;

struct Interval {
  double value = 0;
  double low = 0;
  double high = 0;
  double confidence = kConfidence;

  double half_width() const { return (high - low) / 2; }
};

// Student's t interval of the mean. None for fewer than two values: a single load has no interval.
std::optional<Interval> mean_interval(std::span<const double> values, double confidence);

// Two-sided p-value of Student's one-sample t-test of mean zero; 1 where all values are zero, none
// for fewer than two values.
std::optional<double> p_value_of_zero_mean(std::span<const double> values);

// Holm's step-down adjustment (Holm 1979): out[i] is the smallest family-wise error rate at which
// hypothesis i is rejected; at most 1, monotone in p, same order as `p_values`.
std::vector<double> holm_adjusted(std::span<const double> p_values);

// The number of placements with which a difference of `difference_ns` between arms that scatter by
// `deviation_ns` over placements is found with probability `power` by a two-sided t-test at
// `alpha`; by the noncentral t distribution. At least 2.
int placements_for_power(double difference_ns, double deviation_ns, double alpha, double power);

}  // namespace bpfmark

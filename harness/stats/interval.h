// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Confidence intervals and tests over placements. A placement is one observation: within-placement
// samples are not independent of each other and must never come here one by one. Whatever comes out
// is finite; where no finite answer exists the functions say so as described.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
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
  // Narrow enough: within `absolute` of the value, or within that share of it, whichever is larger.
  bool is_within(double absolute, double share) const {
    return half_width() <= std::max(absolute, share * std::abs(value));
  }
};

// Student's t interval of the mean. None for fewer than two values (a single load has no interval),
// a value that is not finite, or a confidence outside (0, 1).
std::optional<Interval> mean_interval(std::span<const double> values, double confidence);

// Two-sided p-value of Student's one-sample t-test of mean zero; 1 where all values are zero, 0
// where they are all the same other number, none for fewer than two values or one not finite.
std::optional<double> p_value_of_zero_mean(std::span<const double> values);

// Welch's interval (1947) of mean(b) - mean(a) for two independent samples that may scatter
// differently, and the two-sided p-value of no difference. None for fewer than two values in
// either, or where neither scatters.
struct WelchResult {
  Interval difference;
  double p_value = 1;
};
std::optional<WelchResult> welch(std::span<const double> a, std::span<const double> b,
                                 double confidence);

// A sample by what a t interval of its mean keeps of it: enough for Welch's.
struct MeanOfSample {
  double value = 0;
  double standard_error = 0;
  double degrees = 0;  // of freedom
};
// None for fewer than two values, or one that is not finite.
std::optional<MeanOfSample> mean_of_sample(std::span<const double> values);
// From the interval that mean_interval() gave for `count` values. None for a count below two.
std::optional<MeanOfSample> mean_of_interval(const Interval& interval, std::size_t count);

std::optional<WelchResult> welch(const MeanOfSample& first, const MeanOfSample& second,
                                 double confidence);

// Holm's step-down adjustment (Holm 1979): out[i] is the smallest family-wise error rate at which
// hypothesis i is rejected; at most 1, monotone in p, same order as `p_values`. What is not a
// probability (NaN) stays in the family and comes out as 1: the unknown is never significant.
std::vector<double> holm_adjusted(std::span<const double> p_values);

// The probability with which a two-sided one-sample t-test at `alpha` over `placements` loads finds
// a difference of `effect` standard deviations; by the noncentral t distribution, both tails (as
// R's power.t.test with strict = TRUE). None for fewer than two placements or an argument out of
// range.
std::optional<double> t_test_power(int placements, double effect, double alpha);

// The number of placements with which a difference of `difference_ns` between arms that scatter by
// `deviation_ns` over placements is found with probability `power` by a two-sided t-test at
// `alpha`. At least 2; kMaxPlacements where fewer are not enough (no difference) or an argument is
// out of range.
inline constexpr int kMaxPlacements = 1'000'000;
int placements_for_power(double difference_ns, double deviation_ns, double alpha, double power);

}  // namespace bpfmark

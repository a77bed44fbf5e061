// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/interval.h"

#include <algorithm>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <exception>
#include <numeric>

#include "harness/stats/location.h"

namespace bpfmark {

namespace {

using boost::math::complement;

// Any larger difference is found as surely, and the library's series for the noncentral t
// distribution no longer converges. Too small a value only asks for a placement too many.
constexpr double kMaxNoncentrality = 2000;

bool is_share(double value) {
  return value > 0 && value < 1;
}

// The value that |t| exceeds with probability alpha.
double critical_t(double degrees, double alpha) {
  return boost::math::quantile(complement(boost::math::students_t(degrees), alpha / 2));
}

}  // namespace

std::optional<MeanOfSample> mean_of_sample(std::span<const double> values) {
  const double deviation = standard_deviation(values);
  if (!std::isfinite(deviation)) return std::nullopt;
  // Where all are equal, so is the mean, whatever its sum rounds to.
  if (std::all_of(values.begin(), values.end(), [&](double v) { return v == values[0]; })) {
    return MeanOfSample{values[0], 0, static_cast<double>(values.size() - 1)};
  }
  const auto count = static_cast<double>(values.size());
  return MeanOfSample{trimmed_mean(values, 0), deviation / std::sqrt(count), count - 1};
}

std::optional<MeanOfSample> mean_of_interval(const Interval& interval, std::size_t count) {
  if (count < 2 || !is_share(interval.confidence)) return std::nullopt;
  const auto degrees = static_cast<double>(count - 1);
  const double error = interval.half_width() / critical_t(degrees, 1 - interval.confidence);
  if (!std::isfinite(error) || !std::isfinite(interval.value)) return std::nullopt;
  return MeanOfSample{interval.value, error, degrees};
}

std::optional<Interval> mean_interval(std::span<const double> values, double confidence) {
  if (!is_share(confidence)) return std::nullopt;
  const std::optional<MeanOfSample> mean = mean_of_sample(values);
  if (!mean) return std::nullopt;
  try {
    const double half = critical_t(mean->degrees, 1 - confidence) * mean->standard_error;
    const Interval interval{mean->value, mean->value - half, mean->value + half, confidence};
    if (!std::isfinite(interval.half_width())) return std::nullopt;
    return interval;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::optional<WelchResult> welch(std::span<const double> a, std::span<const double> b,
                                 double confidence) {
  const std::optional<MeanOfSample> first = mean_of_sample(a);
  const std::optional<MeanOfSample> second = mean_of_sample(b);
  if (!first || !second) return std::nullopt;
  return welch(*first, *second, confidence);
}

std::optional<WelchResult> welch(const MeanOfSample& first, const MeanOfSample& second,
                                 double confidence) {
  if (!is_share(confidence)) return std::nullopt;
  const double first_variance = first.standard_error * first.standard_error;
  const double second_variance = second.standard_error * second.standard_error;
  const double variance = first_variance + second_variance;
  if (!(variance > 0) || !std::isfinite(variance)) return std::nullopt;
  // Satterthwaite's degrees of freedom.
  const double degrees = variance * variance /
                         (first_variance * first_variance / first.degrees +
                          second_variance * second_variance / second.degrees);
  const double difference = second.value - first.value;
  const double error = std::sqrt(variance);
  try {
    const double half = critical_t(degrees, 1 - confidence) * error;
    const boost::math::students_t distribution(degrees);
    const double p_value =
        2 * boost::math::cdf(complement(distribution, std::abs(difference) / error));
    return WelchResult{{difference, difference - half, difference + half, confidence}, p_value};
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::optional<double> p_value_of_zero_mean(std::span<const double> values) {
  const std::optional<MeanOfSample> mean = mean_of_sample(values);
  if (!mean) return std::nullopt;
  if (mean->standard_error == 0) return mean->value == 0 ? 1.0 : 0.0;
  const double t = std::abs(mean->value / mean->standard_error);
  if (!std::isfinite(t)) return 0.0;
  try {
    return 2 * boost::math::cdf(complement(boost::math::students_t(mean->degrees), t));
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::vector<double> holm_adjusted(std::span<const double> p_values) {
  std::vector<double> p(p_values.begin(), p_values.end());
  for (double& value : p) value = value >= 0 && value <= 1 ? value : 1;
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return p[a] < p[b]; });

  std::vector<double> adjusted(p.size());
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    const double factor = static_cast<double>(order.size() - rank);
    largest = std::max(largest, std::min(1.0, factor * p[order[rank]]));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

std::optional<double> t_test_power(int placements, double effect, double alpha) {
  if (placements < 2 || !std::isfinite(effect) || !is_share(alpha)) return std::nullopt;
  if (effect == 0) return alpha;
  try {
    const double degrees = placements - 1;
    const double critical = critical_t(degrees, alpha);
    const double shift = std::min(std::abs(effect) * std::sqrt(placements), kMaxNoncentrality);
    const boost::math::non_central_t statistic(degrees, shift);
    const double power =
        boost::math::cdf(complement(statistic, critical)) + boost::math::cdf(statistic, -critical);
    if (!std::isfinite(power)) return std::nullopt;
    return std::clamp(power, 0.0, 1.0);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

int placements_for_power(double difference_ns, double deviation_ns, double alpha, double power) {
  if (!std::isfinite(difference_ns) || difference_ns == 0 || !(deviation_ns >= 0) ||
      !is_share(alpha) || !is_share(power)) {
    return kMaxPlacements;
  }
  if (deviation_ns == 0) return 2;
  // Where the quotient overflows, its shift is cut anyway.
  const double effect = std::min(std::abs(difference_ns) / deviation_ns, kMaxNoncentrality);
  const auto enough = [&](int placements) {
    return t_test_power(placements, effect, alpha).value_or(0) >= power;
  };
  int high = 2;
  while (high < kMaxPlacements && !enough(high)) high = std::min(2 * high, kMaxPlacements);
  int low = high / 2;
  // Power grows with the number of placements: halve (low, high], which holds the answer.
  while (high - low > 1) {
    const int middle = low + (high - low) / 2;
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace bpfmark

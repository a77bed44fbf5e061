// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/location.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numeric>
#include <vector>

namespace bpfmark {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// Sorting with a NaN in it is undefined, so it has to be asked first.
bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

double finite_or_nan(double value) {
  return std::isfinite(value) ? value : kNaN;
}

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  std::sort(copy.begin(), copy.end());
  return copy;
}

}  // namespace

double median(std::span<const double> values) {
  if (values.empty() || !all_finite(values)) return kNaN;
  const std::vector<double> ordered = sorted(values);
  const std::size_t middle = ordered.size() / 2;
  if (ordered.size() % 2 == 1) return ordered[middle];
  return std::midpoint(ordered[middle - 1], ordered[middle]);
}

double trimmed_mean(std::span<const double> values, double trim) {
  if (values.empty() || !all_finite(values) || !(trim >= 0 && trim < 0.5)) return kNaN;
  const std::vector<double> ordered = sorted(values);
  const auto cut = static_cast<std::size_t>(trim * static_cast<double>(ordered.size()));
  return finite_or_nan(mean(std::span(ordered).subspan(cut, ordered.size() - 2 * cut)));
}

double standard_deviation(std::span<const double> values) {
  if (values.size() < 2 || !all_finite(values)) return kNaN;
  const double centre = mean(values);
  // Two passes: the one-pass formula cancels where the spread is small beside the mean.
  double squares = 0;
  for (const double value : values) squares += (value - centre) * (value - centre);
  return finite_or_nan(std::sqrt(squares / static_cast<double>(values.size() - 1)));
}

}  // namespace bpfmark

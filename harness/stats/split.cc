// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/split.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

namespace bpfmark {

SortedSample::SortedSample(std::vector<double> values) : values_(std::move(values)) {
  std::sort(values_.begin(), values_.end());
  // The variance between the sides does not depend on the origin; near the middle the sums stay
  // small and exact.
  const double origin = values_.empty() ? 0 : values_[values_.size() / 2];
  sums_.reserve(values_.size() + 1);
  sums_.push_back(0);
  for (const double value : values_) sums_.push_back(sums_.back() + (value - origin));
}

std::optional<std::size_t> SortedSample::otsu_split(std::size_t begin, std::size_t end) const {
  std::optional<std::size_t> best;
  double max = 0;
  for (std::size_t i = begin + 1; i < end; ++i) {
    if (values_[i - 1] == values_[i]) continue;
    const auto lower = static_cast<double>(i - begin);
    const auto upper = static_cast<double>(end - i);
    const double distance = (sums_[end] - sums_[i]) / upper - (sums_[i] - sums_[begin]) / lower;
    const double between = lower * upper * distance * distance;
    if (between > max) {
      max = between;
      best = i;
    }
  }
  return best;
}

double SortedSample::quantile(std::size_t begin, std::size_t end, double share) const {
  const double position = share * static_cast<double>(end - begin - 1);
  const std::size_t below = begin + static_cast<std::size_t>(position);
  const std::size_t above = std::min(below + 1, end - 1);
  return std::lerp(values_[below], values_[above], position - std::floor(position));
}

std::size_t SortedSample::count(std::size_t begin, std::size_t end, double low, double high) const {
  const std::span<const double> range(values_.data() + begin, end - begin);
  const auto first = std::lower_bound(range.begin(), range.end(), low);
  const auto last = std::upper_bound(first, range.end(), high);
  return static_cast<std::size_t>(last - first);
}

double ashman_d(double centre_a, double spread_a, double centre_b, double spread_b) {
  const double distance = std::abs(centre_a - centre_b);
  if (distance == 0) return 0;
  const double spread = std::hypot(spread_a, spread_b);
  if (spread == 0) return std::numeric_limits<double>::infinity();
  return std::numbers::sqrt2 * distance / spread;
}

}  // namespace bpfmark

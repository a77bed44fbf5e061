// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Splitting a sorted sample in two, and how far apart two groups are: what find_canary_modes() is
// made of. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace bpfmark {

// A sorted sample with its prefix sums, so that every range of it can be split in one pass.
// The values must be finite. Ranges are [begin, end) and must lie within the sample.
class SortedSample {
 public:
  explicit SortedSample(std::vector<double> values);

  std::size_t size() const { return values_.size(); }
  double at(std::size_t index) const { return values_[index]; }

  // The first index of the upper side of the split that leaves the largest variance between the
  // sides (Otsu 1979). None where all values of the range are equal, or it has fewer than two.
  std::optional<std::size_t> otsu_split(std::size_t begin, std::size_t end) const;

  // Of a range that is not empty; linear between the order statistics (R's type 7).
  double quantile(std::size_t begin, std::size_t end, double share) const;

  // How many values of the range lie in [low, high].
  std::size_t count(std::size_t begin, std::size_t end, double low, double high) const;

 private:
  std::vector<double> values_;
  std::vector<double> sums_;  // sums_[i]: of the first i values, each minus the middle one
};

// Ashman's D of two groups (Ashman, Bird & Zepf 1994): 1.41 times the distance of their centres in
// units of the root of their summed squared spreads; more than 2 is a clean separation of two
// normal distributions. Where neither group spreads: infinite, or 0 where the centres are equal.
double ashman_d(double centre_a, double spread_a, double centre_b, double spread_b);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/change_points.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "harness/stats/location.h"

namespace bpfmark {
namespace {

using Values = std::span<const double>;

// A candidate may be this much weaker than a change point: its neighbours, once merged, may yet
// make it one (Otava does the same).
constexpr double kWeakFactor = 10;
// Of Student's distribution, where neither side scatters at all.
constexpr double kCertain = 0;

double mean_of_range(Values values) {
  return trimmed_mean(values, 0);
}

// Two-sided, of Student's t test with the pooled variance: a short segment has no variance worth
// the name, and Welch's test would take it at its word.
double student_p_value(Values a, Values b) {
  const auto n = static_cast<double>(a.size());
  const auto m = static_cast<double>(b.size());
  const double difference = mean_of_range(b) - mean_of_range(a);
  const double spread_a = standard_deviation(a);
  const double spread_b = standard_deviation(b);
  const double degrees = n + m - 2;
  const double pooled = ((n - 1) * spread_a * spread_a + (m - 1) * spread_b * spread_b) / degrees;
  const double error = std::sqrt(pooled * (1 / n + 1 / m));
  // Relative to the level: where nothing scatters, rounding does.
  constexpr double kRounding = 1e-12;
  const double level = std::max(std::abs(a[0]), std::abs(b[0]));
  if (std::abs(difference) <= kRounding * level) return 1;
  if (error <= kRounding * level) return kCertain;
  const boost::math::students_t distribution(degrees);
  return 2 * boost::math::cdf(boost::math::complement(distribution, std::abs(difference) / error));
}

// A short segment without its value that lies farthest from the other side.
std::vector<double> without_farthest(Values segment, Values other) {
  constexpr std::size_t kShort = 10;
  std::vector<double> kept(segment.begin(), segment.end());
  if (kept.size() > kShort) return kept;
  const double level = mean_of_range(other);
  kept.erase(std::max_element(kept.begin(), kept.end(), [level](double a, double b) {
    return std::abs(a - level) < std::abs(b - level);
  }));
  return kept;
}

// The split was chosen as the best of all: each of them had its chance of a false alarm (union
// bound). And no change may rest on one value: near an end of the series a spike has too few
// neighbours to be known as a stray.
double p_value_of_split(Values before, Values after) {
  if (before.size() < kMinSegment || after.size() < kMinSegment) return 1;
  const auto splits = static_cast<double>(before.size() + after.size() - 2 * kMinSegment + 1);
  const double p_value =
      std::max(student_p_value(before, after),
               student_p_value(without_farthest(before, after), without_farthest(after, before)));
  return std::min(1.0, splits * p_value);
}

struct Split {
  std::size_t at = 0;
  double statistic = 0;
};

// All splits of a window in one pass over the table of distances: moving one value from the right
// to the left changes the three sums by its distances alone.
Split best_split(Values values) {
  const std::size_t count = values.size();
  Split best;
  double between = 0;
  double left = 0;
  double right = 0;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i + 1; j < count; ++j) right += std::abs(values[i] - values[j]);
  }
  for (std::size_t split = 1; split < count; ++split) {
    const double moved = values[split - 1];
    double to_left = 0;
    double to_right = 0;
    for (std::size_t j = 0; j + 1 < split; ++j) to_left += std::abs(moved - values[j]);
    for (std::size_t j = split; j < count; ++j) to_right += std::abs(moved - values[j]);
    left += to_left;
    right -= to_right;
    between += to_right - to_left;
    if (split < kMinSegment || count - split < kMinSegment) continue;
    const auto n = static_cast<double>(split);
    const auto m = static_cast<double>(count - split);
    const double energy =
        2 * between / (n * m) - 2 * left / (n * (n - 1)) - 2 * right / (m * (m - 1));
    const double statistic = energy * n * m / (n + m);
    if (statistic > best.statistic) best = {split, statistic};
  }
  return best;
}

// Divides [begin, end) until no split passes.
void divide(Values values, std::size_t begin, std::size_t end, double max_p_value,
            std::vector<std::size_t>& found) {
  if (end - begin < 2 * kMinSegment) return;
  const Values window = values.subspan(begin, end - begin);
  const Split split = best_split(window);
  if (split.at == 0) return;
  const double p = p_value_of_split(window.first(split.at), window.subspan(split.at));
  if (p > max_p_value) return;
  divide(values, begin, begin + split.at, max_p_value, found);
  found.push_back(begin + split.at);
  divide(values, begin + split.at, end, max_p_value, found);
}

// Windows overlap by half, so that each change lies well inside of one.
std::vector<std::size_t> candidates(Values values, double max_p_value) {
  std::vector<std::size_t> found;
  for (std::size_t begin = 0;; begin += kChangeWindow / 2) {
    const std::size_t end = std::min(begin + kChangeWindow, values.size());
    divide(values, begin, end, max_p_value, found);
    if (end == values.size()) break;
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

// The change at cuts[i], between the neighbouring cuts.
ChangePoint change_at(Values values, const std::vector<std::size_t>& cuts, std::size_t i) {
  const std::size_t begin = i == 0 ? 0 : cuts[i - 1];
  const std::size_t end = i + 1 == cuts.size() ? values.size() : cuts[i + 1];
  const Values before = values.subspan(begin, cuts[i] - begin);
  const Values after = values.subspan(cuts[i], end - cuts[i]);
  ChangePoint change{.index = cuts[i],
                     .before = mean_of_range(before),
                     .after = mean_of_range(after),
                     .difference = {},
                     .p_value = p_value_of_split(before, after)};
  if (const auto result = welch(before, after, kConfidence)) change.difference = result->difference;
  return change;
}

// Drops the weakest change until all that are left pass.
void merge(Values values, double max_p_value, std::vector<std::size_t>& cuts) {
  std::vector<double> p_values;
  for (std::size_t i = 0; i < cuts.size(); ++i)
    p_values.push_back(change_at(values, cuts, i).p_value);
  while (!cuts.empty()) {
    const auto weakest = std::max_element(p_values.begin(), p_values.end());
    if (*weakest <= max_p_value) break;
    const auto at = weakest - p_values.begin();
    p_values.erase(weakest);
    cuts.erase(cuts.begin() + at);
    for (const std::ptrdiff_t i : {at - 1, at}) {
      if (i < 0 || i >= std::ssize(cuts)) continue;
      const auto place = static_cast<std::size_t>(i);
      p_values[place] = change_at(values, cuts, place).p_value;
    }
  }
}

// Windows cut where they saw fit, and merging kept one of several neighbours: each change goes to
// the best split between the changes beside it.
void relocate(Values values, std::vector<std::size_t>& cuts) {
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const std::size_t first = i == 0 ? 0 : cuts[i - 1];
    const std::size_t last = i + 1 == cuts.size() ? values.size() : cuts[i + 1];
    const std::size_t begin = std::max(first, cuts[i] - std::min(cuts[i], kChangeWindow));
    const std::size_t end = std::min(last, cuts[i] + kChangeWindow);
    const Split split = best_split(values.subspan(begin, end - begin));
    if (split.at != 0) cuts[i] = begin + split.at;
  }
}

struct Level {
  double centre = 0;
  double spread = 0;
};

Level level_of(Values values) {
  constexpr double kNormal = 1.4826;  // MAD to standard deviation
  Level level{median(values), 0};
  std::vector<double> distances;
  for (const double value : values) distances.push_back(std::abs(value - level.centre));
  level.spread = kNormal * median(distances);
  return level;
}

// +1 or -1 where values[i] lies far from both its past and its future, on one side of both.
int side_of_stray(Values values, std::size_t i) {
  const std::size_t before = std::min(i, kStrayNeighbours);
  const std::size_t after = std::min(values.size() - 1 - i, kStrayNeighbours);
  if (before < kMinSegment || after < kMinSegment) return 0;
  const Level past = level_of(values.subspan(i - before, before));
  const Level future = level_of(values.subspan(i + 1, after));
  const double reach = kStrayDeviations * std::max(past.spread, future.spread);
  const double above_past = values[i] - past.centre;
  const double above_future = values[i] - future.centre;
  if (above_past > reach && above_future > reach) return 1;
  if (above_past < -reach && above_future < -reach) return -1;
  return 0;
}

std::vector<std::size_t> without_strays(Values values) {
  std::vector<int> sides(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) sides[i] = side_of_stray(values, i);
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool beside = (i > 0 && sides[i - 1] != 0) || (i + 1 < sides.size() && sides[i + 1] != 0);
    if (sides[i] == 0 || beside) kept.push_back(i);
  }
  return kept;
}

}  // namespace

double energy_statistic(Values values, std::size_t split) {
  if (split < 2 || split + 2 > values.size()) return 0;
  const auto distances = [](Values a, Values b) {
    double sum = 0;
    for (const double x : a) {
      for (const double y : b) sum += std::abs(x - y);
    }
    return sum;
  };
  const Values left = values.first(split);
  const Values right = values.subspan(split);
  const auto n = static_cast<double>(left.size());
  const auto m = static_cast<double>(right.size());
  const double energy = 2 * distances(left, right) / (n * m) -
                        distances(left, left) / (n * (n - 1)) -
                        distances(right, right) / (m * (m - 1));
  return energy * n * m / (n + m);
}

std::vector<ChangePoint> find_change_points(Values values, double max_p_value) {
  const std::vector<std::size_t> kept = without_strays(values);
  std::vector<double> clean;
  for (const std::size_t i : kept) clean.push_back(values[i]);
  const double weak = std::min(kWeakFactor * max_p_value, 0.5);
  std::vector<std::size_t> cuts = candidates(clean, weak);
  merge(clean, max_p_value, cuts);
  relocate(clean, cuts);
  merge(clean, max_p_value, cuts);
  std::vector<ChangePoint> changes;
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    changes.push_back(change_at(clean, cuts, i));
    changes.back().index = kept[cuts[i]];
  }
  return changes;
}

}  // namespace bpfmark

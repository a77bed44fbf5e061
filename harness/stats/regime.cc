// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/regime.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>
#include <utility>

#include "harness/stats/split.h"

namespace bpfmark {

namespace {

// A quarter of an hour per packet is no measurement; keeps the squares of sums finite.
constexpr double kAbsurdNs = 1e12;

// The interquartile range of the normal distribution, in standard deviations.
constexpr double kNormalQuartiles = 1.349;

// A range of a sorted sample taken as one mode.
struct Side {
  std::size_t begin;
  std::size_t end;
  double median;
  double middle_half;  // interquartile range

  std::size_t count() const { return end - begin; }
  double spread() const { return middle_half / kNormalQuartiles; }
};

Side side_of(const SortedSample& sample, std::size_t begin, std::size_t end) {
  const double quarter = sample.quantile(begin, end, 0.25);
  const double three_quarters = sample.quantile(begin, end, 0.75);
  return {begin, end, sample.quantile(begin, end, 0.5), three_quarters - quarter};
}

bool has_enough(const Side& side, std::size_t all) {
  return side.count() >= kMinModeCount &&
         static_cast<double>(side.count()) >= kMinModeShare * static_cast<double>(all);
}

bool is_apart(const Side& lower, const Side& upper) {
  return ashman_d(lower.median, lower.spread(), upper.median, upper.spread()) > kMinSeparation;
}

bool is_plausible_cost(double quiet_ns, double contended_ns) {
  const double gap = contended_ns - quiet_ns;
  return contended_ns > 0 && quiet_ns >= -kSmallestModeNs && gap >= kMinModeGapNs &&
         gap >= (kMinModeRatio - 1) * quiet_ns &&
         contended_ns <= kMaxModeRatio * std::max(quiet_ns, kSmallestModeNs);
}

// A window as wide as the middle half of a side holds half of the side there; how much does it hold
// around the threshold?
bool is_valley(const SortedSample& sample, const Side& lower, const Side& upper, double threshold) {
  return std::ranges::all_of(std::array{lower, upper}, [&](const Side& side) {
    const double reach = side.middle_half / 2;
    const std::size_t seen =
        sample.count(lower.begin, upper.end, threshold - reach, threshold + reach);
    return static_cast<double>(seen) <= kMaxValley * static_cast<double>(side.count()) / 2;
  });
}

std::optional<CanaryModes> modes_of_split(const SortedSample& sample, std::size_t begin,
                                          std::size_t split, std::size_t end) {
  const Side lower = side_of(sample, begin, split);
  const Side upper = side_of(sample, split, end);
  const double threshold = std::midpoint(sample.at(split - 1), sample.at(split));
  if (!has_enough(lower, sample.size()) || !has_enough(upper, sample.size()) ||
      !is_plausible_cost(lower.median, upper.median) || !is_apart(lower, upper) ||
      !is_valley(sample, lower, upper, threshold)) {
    return std::nullopt;
  }
  const double share = static_cast<double>(upper.count()) / static_cast<double>(end - begin);
  return CanaryModes{lower.median, upper.median, threshold, share};
}

std::vector<double> plausible(std::span<const double> values) {
  std::vector<double> kept;
  kept.reserve(values.size());
  std::ranges::copy_if(values, std::back_inserter(kept),
                       [](double v) { return std::abs(v) <= kAbsurdNs; });
  return kept;
}

std::optional<Regime> regime_of(const Round& round, const CanaryModes& modes) {
  if (!std::isfinite(round.canary_ns)) return std::nullopt;
  return round.canary_ns < modes.threshold_ns ? Regime::quiet : Regime::contended;
}

}  // namespace

std::optional<CanaryModes> find_canary_modes(std::span<const double> canary_ns) {
  const SortedSample sample(plausible(canary_ns));
  const auto max_strays =
      static_cast<std::size_t>(kMaxStrayShare * static_cast<double>(sample.size()));
  std::size_t begin = 0;
  std::size_t end = sample.size();
  std::optional<CanaryModes> found;
  // A turn roughly halves how far the strays reach, and what is narrower than a gap holds no modes:
  // so the turns are a few dozen at most.
  while (sample.size() - (end - begin) <= max_strays) {
    const std::optional<std::size_t> split = sample.otsu_split(begin, end);
    if (!split || sample.at(end - 1) - sample.at(begin) < kMinModeGapNs) break;
    if (const auto modes = modes_of_split(sample, begin, *split, end)) found = modes;
    const bool upper_is_smaller = end - *split <= *split - begin;
    (upper_is_smaller ? end : begin) = *split;
  }
  return found;
}

bool same_canary_level(double a_ns, double b_ns) {
  const auto [low_ns, high_ns] = std::minmax(a_ns, b_ns);
  if (!(low_ns > 0)) return false;
  return high_ns / low_ns <= kMinModeRatio || high_ns - low_ns <= kCanaryWanderNs;
}

std::vector<std::optional<Regime>> label_rounds(const Placement& placement,
                                                const std::optional<CanaryModes>& modes) {
  const std::vector<Round>& rounds = placement.rounds;
  std::vector<std::optional<Regime>> labels(rounds.size(), Regime::quiet);
  if (!modes) return labels;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    labels[i] = regime_of(rounds[i], *modes);
    const bool is_last = i + 1 == rounds.size();
    if (!is_last && regime_of(rounds[i + 1], *modes) != labels[i]) labels[i] = std::nullopt;
  }
  return labels;
}

}  // namespace bpfmark

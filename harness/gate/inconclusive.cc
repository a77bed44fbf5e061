// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/inconclusive.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace bpfmark {
namespace {

// A fifth is the time 25-fold, and 36-fold with the margin: nobody waits longer.
constexpr double kMinShrink = 0.2;
constexpr double kMargin = 1.2;  // of the time: looks to come cost confidence

const char* const kExactAlone =
    "or let the exact metrics alone decide (\"counts\": false of times in the --policy)";

// Above it the row would be unchanged, as it was measured.
double settling_threshold_ns(const Decision& decision) {
  const Interval& interval = decision.difference->interval;
  return std::max({std::abs(interval.low), std::abs(interval.high), decision.noise_floor_ns});
}

std::string reason(const Decision& decision) {
  if (decision.noise_floor_ns > decision.threshold_ns) {
    return fmt::format(
        "two loads of base differ by up to {:.2f} ns here, more than the threshold of {:.2f}",
        decision.noise_floor_ns, decision.threshold_ns);
  }
  return fmt::format("the interval reaches across the threshold of {:.2f} ns",
                     decision.threshold_ns);
}

}  // namespace

std::optional<double> shrink_to_certainty(const Decision& decision) {
  if (!decision.difference || !decision.noise) return std::nullopt;
  const double value = std::abs(decision.difference->interval.value);
  const double half = decision.difference->interval.half_width();
  const double noise = std::abs(decision.noise->interval.value);
  const double noise_half = decision.noise->interval.half_width();
  const double threshold = decision.threshold_ns;
  // Clear of both the threshold and the noise floor, or both of them within the threshold.
  const double clear = std::min((value - threshold) / half, (value - noise) / (half + noise_half));
  const double within = std::min((threshold - value) / half, (threshold - noise) / noise_half);
  const double shrink = std::max(clear, within);
  if (!(shrink > 0)) return std::nullopt;
  return std::min(1.0, shrink);
}

std::string why_inconclusive(const Decision& decision, double spent_s) {
  if (!decision.difference || !decision.noise) {
    return fmt::format("too few placements for an interval: give it more --budget, {}",
                       kExactAlone);
  }
  const std::optional<double> shrink = shrink_to_certainty(decision);
  const std::string budget = shrink && *shrink >= kMinShrink
                                 ? fmt::format("give it more --budget, about {:.0f} s a row",
                                               std::ceil(kMargin * spent_s / (*shrink * *shrink)))
                                 : std::string("more --budget would hardly help");
  return fmt::format("{}: {}, or a threshold above {:.2f} ns, {}", reason(decision), budget,
                     settling_threshold_ns(decision), kExactAlone);
}

}  // namespace bpfmark

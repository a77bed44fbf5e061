// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/decision.h"

#include <algorithm>
#include <array>

namespace bpfmark {
namespace {

constexpr std::array<double, 4> kBaseNet = {-1, 0.5, 0.5, 0};
constexpr std::array<double, 4> kNewNet = {-1, 0, 0, 1};
constexpr std::array<double, 4> kDifference = {0, -0.5, -0.5, 1};
constexpr std::array<double, 4> kNoise = {0, -1, 1, 0};

std::size_t placements_of(const std::optional<Estimate>& estimate) {
  return estimate ? estimate->units.size() : 0;
}

Regime fuller_regime(const Samples& samples, const std::optional<CanaryModes>& modes) {
  const auto quiet = estimate_contrast(samples, kDifference, Regime::quiet, modes, kConfidence);
  const auto contended =
      estimate_contrast(samples, kDifference, Regime::contended, modes, kConfidence);
  return placements_of(contended) > placements_of(quiet) ? Regime::contended : Regime::quiet;
}

double far_end(const Interval& interval) {
  return std::max(-interval.low, interval.high);
}

}  // namespace

double look_confidence(double confidence, std::size_t rows, std::size_t look) {
  const double shares =
      static_cast<double>(rows) * static_cast<double>(look) * static_cast<double>(look + 1);
  return 1 - (1 - confidence) / shares;
}

Decision decide(const Samples& samples, const std::optional<CanaryModes>& modes,
                const Threshold& threshold, double confidence) {
  Decision decision;
  decision.regime = fuller_regime(samples, modes);
  const auto contrast = [&](const std::array<double, 4>& weights, double at) {
    return estimate_contrast(samples, weights, decision.regime, modes, at);
  };
  decision.base = contrast(kBaseNet, confidence);
  decision.new_version = contrast(kNewNet, confidence);
  decision.difference = contrast(kDifference, confidence);
  decision.noise = contrast(kNoise, kConfidence);
  if (!decision.base || !decision.difference || !decision.noise) return decision;
  decision.noise_floor_ns = far_end(decision.noise->interval);
  decision.threshold_ns = threshold.of(decision.base->interval.value);
  // The interval is already that of the family: beyond it means significant.
  const double limit = std::max(decision.threshold_ns, decision.noise_floor_ns);
  decision.verdict = verdict_of(decision.difference->interval, 0.0, limit);
  const bool noisy = decision.noise_floor_ns > decision.threshold_ns;
  if (decision.verdict == Verdict::unchanged && noisy) decision.verdict = Verdict::inconclusive;
  return decision;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From samples to estimates: a location over the rounds of one regime within each placement, an
// interval over the placements, or over the visits where there were several. Pure. Times that are
// not finite, and rounds that lack an arm, are left out.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "harness/sample/samples.h"
#include "harness/stats/interval.h"
#include "harness/stats/regime.h"

namespace bpfmark {

// Rounds of one regime that a placement must hold to count in it.
inline constexpr std::size_t kMinRounds = 5;

// The location within a placement is the mean of the middle half. Up to a quarter of the rounds on
// either side may be preempted, or mislabelled where the regime changed, without moving it far;
// where none is, its variance is 1.2 times that of the mean (the median's: 1.6), and unlike the
// median it does not step where the clock is coarse.
inline constexpr double kTrim = 0.25;

// A machine's speed drifts over seconds, so that placements of one visit resemble each other more
// than those of another minute would. A run that comes back to each packet at least so often takes
// its intervals over the means of the visits (batch means): the drift that it saw is in them.
inline constexpr std::size_t kMinVisits = 4;

struct Estimate {
  Interval interval;          // over `units`
  std::vector<double> units;  // one location for each placement, or the mean of them for each visit
  std::size_t rounds = 0;     // that all of them together rest on
};

// Of arm `arm` in `regime`; none where fewer than two placements saw the regime.
std::optional<Estimate> estimate_gross(const Samples& samples, std::size_t arm, Regime regime,
                                       const std::optional<CanaryModes>& modes);

// Arm `arm` minus arm `base`, taken within each round. With base 0, the reference, this is the net
// cost of the arm.
std::optional<Estimate> estimate_difference(const Samples& samples, std::size_t arm,
                                            std::size_t base, Regime regime,
                                            const std::optional<CanaryModes>& modes);

// The same difference in cycles of the core's clock, as it was in each round; none where that is
// not known.
std::optional<Estimate> estimate_cycles(const Samples& samples, std::size_t arm, std::size_t base,
                                        Regime regime, const std::optional<CanaryModes>& modes);

// The sum of weights[arm] times arm, taken within each round: {0, -0.5, -0.5, 1} is arm 3 against
// the mean of arms 1 and 2. The interval has `confidence`.
std::optional<Estimate> estimate_contrast(const Samples& samples, std::span<const double> weights,
                                          Regime regime, const std::optional<CanaryModes>& modes,
                                          double confidence);

// The canary of every round, for find_canary_modes(); appended to `out`.
void append_canaries(const Samples& samples, std::vector<double>& out);

// The core's clock in every round in which it is known, GHz; appended to `out`.
void append_core_clocks(const Samples& samples, std::vector<double>& out);

// The share of labelled rounds that were contended, 0..1; none without rounds.
std::optional<double> contended_share(const Samples& samples,
                                      const std::optional<CanaryModes>& modes);

}  // namespace bpfmark

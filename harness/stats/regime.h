// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which regime a round was in. A neighbour on the sibling hardware thread takes half of the
// out-of-order window: a chain of dependent steps (the canary) then costs several times as much,
// for milliseconds to seconds. The canary's distribution has two modes where that happened.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "harness/measure/samples.h"

namespace bpfmark {

enum class Regime { quiet, contended };

// The two modes of a canary that has two.
struct CanaryModes {
  double quiet_ns = 0;
  double contended_ns = 0;
  double threshold_ns = 0;        // between them
  double contended_share = 0;     // of the values, 0..1
};

// None where the values form one mode: then there is one regime, called quiet. Two modes are
// reported where splitting them (Otsu 1979) leaves each side at least kMinModeShare of the values,
// and the modes lie more than `kMinSeparation` (Ashman's D, Ashman, Bird & Zepf 1994) apart and by
// a factor kMinModeRatio.
inline constexpr double kMinModeShare = 0.005;
inline constexpr double kMinSeparation = 3.0;
inline constexpr double kMinModeRatio = 1.3;
std::optional<CanaryModes> find_canary_modes(std::span<const double> canary_ns);

// The regime of each round of a placement: that of its own canary and of the next round's, which
// brackets it; none where the two disagree (the regime changed within the round). The last round of
// a placement has its own canary alone.
std::vector<std::optional<Regime>> label_rounds(const Placement& placement,
                                                const std::optional<CanaryModes>& modes);

}  // namespace bpfmark

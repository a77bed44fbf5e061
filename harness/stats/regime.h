// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which regime a round was in. A neighbour on the sibling hardware thread takes half of the
// out-of-order window: a chain of dependent steps (the canary) then costs several times as much,
// for milliseconds to seconds. The canary's distribution has two modes where that happened.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "harness/sample/samples.h"

namespace bpfmark {

enum class Regime { quiet, contended };

// The two modes of a canary that has two.
struct CanaryModes {
  double quiet_ns = 0;         // median of the lower mode
  double contended_ns = 0;     // median of the upper one
  double threshold_ns = 0;     // between them
  double contended_share = 0;  // of the values, strays aside, 0..1
};

// None where the values form one mode: then there is one regime, called quiet. The values are split
// in two (Otsu 1979); the sides are modes where
// - each holds at least kMinModeShare of the values and kMinModeCount of them;
// - they lie more than kMinSeparation apart (Ashman's D, with median and scaled interquartile range
//   in place of mean and standard deviation, so that strays within a side do not count);
// - there is a valley between them: around the threshold the values are at most kMaxValley times as
//   dense as in the middle half of either side (any unimodal sample can be split, none has that);
// - the upper one is positive and higher by the factor kMinModeRatio, and by kMinModeGapNs, which
//   alone counts where the lower one is near 0 or (by noise of up to kSmallestModeNs) below it;
// - it is higher by no more than the factor kMaxModeRatio (of the lower one, or of kSmallestModeNs
//   where that is less): latency exposed costs several times as much, preemption hundreds of times.
//
// A preempted block reads hundreds of times too much (or too little, where it hit the reference).
// Such strays pull Otsu's split to themselves, however few. They are neither clipped (that makes a
// mode of them) nor called contended: the smaller side of a split is put aside and the rest split
// again, until kMaxStrayShare of the values are aside; the last split that made modes is the
// answer. Values that are not finite, or beyond +-1e12 ns, are ignored. The order does not matter.
inline constexpr double kMinModeShare = 0.005;
inline constexpr std::size_t kMinModeCount = 10;  // two placements of kMinRounds
inline constexpr double kMinSeparation = 3.0;
inline constexpr double kMaxValley = 0.25;
inline constexpr double kMinModeRatio = 1.3;
inline constexpr double kMinModeGapNs = 1.0;  // twice what copies of one program differ by
inline constexpr double kMaxModeRatio = 20.0;
inline constexpr double kSmallestModeNs = 5.0;
inline constexpr double kMaxStrayShare = 0.02;
std::optional<CanaryModes> find_canary_modes(std::span<const double> canary_ns);

// Whether the quiet (or only) canaries of two runs are of one regime: the larger is at most
// kMinModeRatio times the smaller one, or kCanaryWanderNs more, which a quiet canary was seen to
// wander by from run to run (5.2 to 7.4 ns). What is not positive is of none.
inline constexpr double kCanaryWanderNs = 3.0;
bool same_canary_level(double a_ns, double b_ns);

// The regime of each round of a placement: that of its own canary and of the next round's, which
// brackets it; none where the two disagree (the regime changed within the round, or a canary was
// preempted) or where a canary is not finite. The last round of a placement has its own canary
// alone. Without modes every round is quiet.
std::vector<std::optional<Regime>> label_rounds(const Placement& placement,
                                                const std::optional<CanaryModes>& modes);

}  // namespace bpfmark

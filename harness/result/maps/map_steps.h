// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which map should I take for a lookup? The often quoted order of maps, fastest first, step by
// step: is each step real? A comparison of rows of one result, at the sizes of the default rows.
//
// Two rows are compared in units of the yardstick, the hash lookup in the rounds of each: how fast
// the machine was at the time is then in neither. A step is real where Welch's test over the
// placements rejects no difference (at 1 %, corrected after Holm for all steps) and the 99 %
// interval lies beyond the threshold; a tie where the interval lies within it. Pure.
#pragma once

#include <vector>

#include "harness/result/report.h"

namespace bpfmark {

// What does not matter: a nanosecond, or 3 % of the dearer of the two.
inline constexpr double kStepThresholdNs = 1.0;
inline constexpr double kStepThresholdShare = 0.03;

// Those steps whose two rows are there, with their placements; of a history file none.
std::vector<MapStep> map_steps(const std::vector<Benchmark>& rows);

}  // namespace bpfmark

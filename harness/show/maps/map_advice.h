// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which map should I take? What the rows of a report on map operations say together. Pure.
//
// Two rows are compared in units of the yardstick, the hash lookup in the rounds of each: how fast
// the machine was at the time is then in neither. A step is real where Welch's test over the
// placements rejects no difference (at 1 %, corrected after Holm for the steps of the table) and
// the 99 % interval lies beyond the threshold; a tie where the interval lies within it.
#pragma once

#include <string>
#include <vector>

#include "harness/result/report.h"
#include "harness/show/table/table_block.h"

namespace bpfmark {

// What does not matter: a nanosecond, or 3 % of the dearer of the two.
inline constexpr double kAdviceThresholdNs = 1.0;
inline constexpr double kAdviceThresholdShare = 0.03;

// The often quoted order of lookups, step by step; what doing it on more CPUs costs; what a batch
// gains; what rings that overflow lose. Each only where its rows are in the report.
std::vector<TableBlock> advice_blocks(const Report& report);

}  // namespace bpfmark

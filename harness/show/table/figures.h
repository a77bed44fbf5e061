// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Numbers as people read them: as many digits as the interval supports.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "harness/result/report.h"

namespace bpfmark {

// A value and its interval, with two significant digits of the half width and at most three
// decimals. "\u00b10.10" where the interval is symmetric, "1.10..1.45" where it is not, "" where
// there is none. Without an interval, three significant digits. Unknown is "\u2014".
struct Figure {
  std::string value;
  std::string interval;
};

Figure figure_of(std::optional<double> value, std::optional<double> low,
                 std::optional<double> high);
Figure figure_of(const Metric* metric);

// The same of a difference: with its sign.
Figure change_of(const Comparison& comparison);

// The value alone, at most one decimal: for a column that stands beside the one that matters.
std::string coarse_figure(const Metric* metric);

// A counted number.
std::string count_figure(const Metric* metric);

// "+53 %", "+3.2 %", "x12"; "" where the ratio is unknown.
std::string percent_of(std::optional<double> ratio);

// "12 %", "<1 %".
std::string share_figure(double share);

// "PASS"; "DROP 12 %, PASS 88 %"; "" where there is none.
std::string verdicts_figure(const std::map<std::string, double>& verdicts);
// "PASS" where both are the same (or one is not known), else "PASS -> DROP".
std::string verdicts_change(const Comparison& comparison);

}  // namespace bpfmark

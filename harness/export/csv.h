// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Reports as CSV: a header line and one row per benchmark and metric; RFC 4180. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/result/report.h"

namespace bpfmark {

// Unknown is an empty cell; numbers are in their shortest exact form. `placements` is their number.
// A spreadsheet would run a text that begins with = + - @, a tab or a line break as a formula: such
// a text gets a leading apostrophe. Numbers never do.
std::string report_to_csv(const Report& report);

// The same of many runs: what tells them apart stands in further columns before.
std::string reports_to_csv(const std::vector<Report>& reports);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A report as a table for the terminal, and as Markdown or CSV. Pure: Report -> text.
#pragma once

#include <cstddef>
#include <string>

#include "harness/result/report.h"

namespace bpfmark {

struct TableStyle {
  std::size_t width = 100;   // columns of the terminal; no line is longer, down to 60
  bool colour = false;       // only where stdout is a terminal and NO_COLOR is unset
};

// Grouped by packet, a row a version: net ns/packet with its interval, the change from the version
// before with its interval and verdict, gross, drive, instructions and JITed bytes. Contended
// estimates stand in rows of their own below, where that regime was seen. Notes (warnings, share of
// contended time, what stopped) follow the table.
std::string report_to_table(const Report& report, const TableStyle& style);

std::string report_to_markdown(const Report& report);

// A header line and one row per benchmark and metric; RFC 4180.
std::string report_to_csv(const Report& report);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A report as a table for the terminal. Pure: Report -> text.
#pragma once

#include <string>

#include "harness/result/report.h"
#include "harness/show/table/text_table.h"

namespace bpfmark {

// Grouped by packet, a row a version: net ns/packet with its interval, the change from the version
// before with its interval and verdict, gross, drive, instructions and JITed bytes. Contended
// estimates stand in rows of their own below, where that regime was seen. Notes (verdicts, what
// stopped, warnings) follow the table.
//
// Where the width is too small, names of packets and versions are shortened first, to 12 columns;
// then bytes, insns, drive, executed, gross, the change in per cent, the change's base, the
// change's interval, the net interval and the change are left out, in this order and no more of
// them than needed. Notes are broken between words.
std::string report_to_table(const Report& report, const TableStyle& style);

}  // namespace bpfmark

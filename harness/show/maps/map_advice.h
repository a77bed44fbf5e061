// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which map should I take? What the rows of a report on map operations say together, and what its
// steps (result/maps/map_steps.h) were judged to be, as tables. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/result/report.h"
#include "harness/show/table/table_block.h"

namespace bpfmark {

// The often quoted order of lookups, step by step; what doing it on more CPUs costs; what a batch
// gains; what rings that overflow lose. Each only where its rows are in the report.
std::vector<TableBlock> advice_blocks(const Report& report);

}  // namespace bpfmark

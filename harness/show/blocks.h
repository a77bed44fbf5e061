// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A report as blocks of text cells, before any layout.
#pragma once

#include <vector>

#include "harness/result/report.h"
#include "harness/show/table/table_block.h"

namespace bpfmark {

// Quiet programs, contended programs, quiet and contended map operations, what these say together,
// and comparisons that belong to no row of these; each only where there is something to show.
std::vector<TableBlock> blocks_of(const Report& report);

}  // namespace bpfmark

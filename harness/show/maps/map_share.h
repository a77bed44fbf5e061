// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How much of a packet is its maps: each operation that a packet of a run makes on a map, times the
// measured cost of the nearest row (map_prices.h), beside net ns/packet. Pure.
#pragma once

#include <vector>

#include "harness/result/report.h"
#include "harness/show/table/table_block.h"

namespace bpfmark {

// `run`: of `bpfmark run`; `maps`: of `bpfmark maps`. An operation that no row prices, or
// whose price is certainly more than the whole packet costs (it fails, or meets less), is shown
// without a cost, and the sum over the packet then says that it is not all. Empty: no packet of the
// run makes any, or they were not counted.
std::vector<TableBlock> map_share_blocks(const Report& run, const Report& maps);

// Whether any of its benchmarks holds them, be there none: older result files do not.
bool has_map_operations(const Report& run);

}  // namespace bpfmark

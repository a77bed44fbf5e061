// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which map a call of a helper works on, where the code says so: the descriptor that a 64-bit load
// put into the argument's register, followed forward through moves. Pure.
#pragma once

#include <map>
#include <optional>

#include "harness/profile/flow/flow_graph.h"

namespace bpfmark {

// The register that holds the helper's map; none for helpers that take none.
std::optional<int> map_argument(std::int32_t helper);

// By slot of a call: the map's descriptor. A call whose map depends on the way to it is left out.
std::map<std::size_t, int> map_operands(const Code& code, const FlowGraph& graph);

}  // namespace bpfmark

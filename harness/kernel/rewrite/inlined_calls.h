// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which calls of helpers the verifier replaces by instructions, so that nothing is called: found
// out by loading a program of one such call and looking at what became of it.
#pragma once

#include <cstdint>

namespace bpfmark {

// `map_type`: BPF_MAP_TYPE_*, of map_lookup_elem; 0 for helpers that take nothing. False for
// others, and where this kernel does not show it. Each is loaded once a process; not thread-safe.
bool is_inlined_call(std::int32_t helper, std::uint32_t map_type);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is in a map: for comparing what two programs did to theirs.
#pragma once

#include <cstddef>
#include <optional>

#include "harness/base/error.h"
#include "harness/kernel/program/map.h"
#include "harness/sample/observation/observation.h"

namespace bpfmark {

// A map of more entries than this is not read.
inline constexpr std::size_t kMaxComparedEntries = 65536;

// None for types that cannot be read by key (messages, programs, other maps) and for maps that are
// too large. Cannot measure: the kernel refuses.
Result<std::optional<MapContents>> read_contents(const Map& map);

}  // namespace bpfmark

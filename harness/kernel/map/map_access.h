// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What this process reads from a map and writes into it; many entries at once: map_entries.h.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/program/map.h"
#include "harness/packet/fields.h"

namespace bpfmark {

// Takes every message out, in the order in which they come.
Result<std::vector<Bytes>> take_messages(const Map& map);

// Entries in a hash-like map; stops counting at `limit`. None for other types.
std::optional<std::size_t> count_entries(const Map& map, std::size_t limit);

// Deletes every entry; array elements become zero. Bad input: the type has no such operation.
Result<void> clear_map(const Map& map);

// Cannot measure: the kernel refused (the message gives the errno); bad input: wrong sizes.
Result<void> put_entry(const Map& map, const Bytes& key, const Bytes& value);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/map/map_contents.h"

#include <linux/bpf.h>

#include <algorithm>
#include <utility>

#include "harness/kernel/map/map_entries.h"

namespace bpfmark {
namespace {

bool is_zero(const Bytes& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

// A hash is only as large as what is in it; of an array all is there, and each step through a trie
// searches it from its root.
bool can_be_read(const Map& map) {
  const bool small = map.max_entries <= kMaxComparedEntries;
  return map.is_array() || map.type == BPF_MAP_TYPE_LPM_TRIE ? small : map.is_keyed_by_content();
}

}  // namespace

Result<std::optional<MapContents>> read_contents(const Map& map) {
  if (!can_be_read(map)) return std::optional<MapContents>();
  MapContents contents;
  const Interrupted is_too_large = [&] { return contents.size() > kMaxComparedEntries; };
  const auto read = read_entries(map, is_too_large, [&](const EntryTable& part) {
    for (std::size_t i = 0; i < part.size(); ++i) {
      Bytes value(part.value(i), part.value(i) + part.value_bytes());
      if (map.is_array() && is_zero(value)) continue;
      contents[Bytes(part.key(i), part.key(i) + part.key_bytes())] = std::move(value);
    }
  });
  if (is_too_large()) return std::optional<MapContents>();
  if (!read) return Failure(read.error());
  return std::optional<MapContents>(std::move(contents));
}

}  // namespace bpfmark

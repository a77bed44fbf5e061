// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/map/map_contents.h"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

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
  Bytes key(map.key_bytes);
  Bytes next(map.key_bytes);
  Bytes value(value_syscall_bytes(map));
  int end = bpf_map_get_next_key(map.fd, nullptr, next.data());
  while (end == 0 && contents.size() <= kMaxComparedEntries) {
    key = next;
    if (bpf_map_lookup_elem(map.fd, key.data(), value.data()) == 0) {
      if (!map.is_array() || !is_zero(value)) contents[key] = value;
    } else if (errno != ENOENT) {  // evicted in between
      return cannot_measure(fmt::format("cannot read map '{}': {}", map.name, std::strerror(errno)),
                            errno);
    }
    end = bpf_map_get_next_key(map.fd, key.data(), next.data());
  }
  if (contents.size() > kMaxComparedEntries) return std::optional<MapContents>();
  return std::optional<MapContents>(std::move(contents));
}

}  // namespace bpfmark

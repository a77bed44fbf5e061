// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/map/map_contents.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "harness/kernel/map/map_entries.h"

namespace bpfmark {
namespace {

bool is_zero(const Bytes& bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

Result<std::optional<MapContents>> read_contents(const Map& map) {
  const bool readable = map.is_keyed_by_content() || map.is_array();
  if (!readable || map.max_entries > kMaxComparedEntries) {
    return std::optional<MapContents>();
  }
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
  return std::optional<MapContents>(std::move(contents));
}

}  // namespace bpfmark

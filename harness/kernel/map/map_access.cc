// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/map/map_access.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "harness/kernel/map/map_entries.h"
#include "harness/sample/observation/wanted_contents.h"

namespace bpfmark {
namespace {

int keep_record(void* context, void* data, std::size_t size) {
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  static_cast<std::vector<Bytes>*>(context)->emplace_back(bytes, bytes + size);
  return 0;
}

Result<std::vector<Bytes>> take_records(const Map& map) {
  std::vector<Bytes> records;
  const std::unique_ptr<ring_buffer, void (*)(ring_buffer*)> ring(
      ring_buffer__new(map.fd, keep_record, &records, nullptr), ring_buffer__free);
  if (!ring || ring_buffer__consume(ring.get()) < 0) return map_error("read", map);
  return records;
}

}  // namespace

Result<std::vector<Bytes>> take_messages(const Map& map) {
  if (map.is_ringbuf()) return take_records(map);
  std::vector<Bytes> messages;
  Bytes value(map.value_bytes);
  while (messages.size() <= map.max_entries) {
    if (bpf_map_lookup_and_delete_elem(map.fd, nullptr, value.data()) != 0) {
      if (errno == ENOENT) return messages;
      return map_error("drain", map);
    }
    messages.push_back(value);
  }
  return messages;
}

std::optional<std::size_t> count_entries(const Map& map, std::size_t limit) {
  if (!map.is_keyed_by_content()) return std::nullopt;
  std::size_t count = 0;
  Bytes key(map.key_bytes);
  int more = bpf_map_get_next_key(map.fd, nullptr, key.data());
  while (more == 0 && count < limit) {
    ++count;
    Bytes next(map.key_bytes);
    more = bpf_map_get_next_key(map.fd, key.data(), next.data());
    key.swap(next);
  }
  return count;
}

Result<void> clear_map(const Map& map) {
  if (map.holds_messages()) {
    BPFMARK_TRY(take_messages(map));
    return {};
  }
  if (!map.is_keyed_by_content() && !map.is_array()) {
    return bad_input(
        fmt::format("map '{}' is of type {}, which cannot be cleared; allowed: hash "
                    "types, lpm_trie, array types, queue, stack, ringbuf",
                    map.name, map.type_name));
  }
  const WantedContents nothing(EntryTable(map.key_bytes, value_syscall_bytes(map)), map.is_array());
  BPFMARK_ASSIGN(change, find_change(map, nothing, {}));
  return apply_change(map, change, {});
}

Result<void> put_entry(const Map& map, const Bytes& key, const Bytes& value) {
  BPFMARK_ASSIGN(table, entry_table(map, {{key, value}}));
  return write_entries(map, table, {});
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/map/map_access.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "harness/kernel/machine/cpus.h"

namespace bpfmark {
namespace {

bool is_percpu(std::uint32_t type) {
  return type == BPF_MAP_TYPE_PERCPU_ARRAY || type == BPF_MAP_TYPE_PERCPU_HASH ||
         type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

Failure map_error(const char* verb, const Map& map) {
  return cannot_measure(fmt::format("cannot {} map '{}' ({}): {}", verb, map.name, map.type_name,
                                    std::strerror(errno)),
                        errno);
}

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

Result<void> zero_elements(const Map& map) {
  const Bytes zero(value_syscall_bytes(map));
  for (std::uint32_t key = 0; key < map.max_entries; ++key) {
    if (bpf_map_update_elem(map.fd, &key, zero.data(), BPF_ANY) != 0)
      return map_error("clear", map);
  }
  return {};
}

}  // namespace

std::size_t value_syscall_bytes(const Map& map) {
  if (!is_percpu(map.type)) return map.value_bytes;
  return (map.value_bytes + 7) / 8 * 8 * possible_cpus();
}

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
  if (map.is_array()) return zero_elements(map);
  if (!map.is_keyed_by_content()) {
    return bad_input(
        fmt::format("map '{}' is of type {}, which cannot be cleared; allowed: hash "
                    "types, lpm_trie, array types, queue, stack, ringbuf",
                    map.name, map.type_name));
  }
  Bytes key(map.key_bytes);
  while (bpf_map_get_next_key(map.fd, nullptr, key.data()) == 0) {
    // ENOENT: an LRU map evicted it in between.
    if (bpf_map_delete_elem(map.fd, key.data()) != 0 && errno != ENOENT) {
      return map_error("clear", map);
    }
  }
  return {};
}

Result<void> put_entry(const Map& map, const Bytes& key, const Bytes& value) {
  if (key.size() != map.key_bytes || value.size() != map.value_bytes) {
    return bad_input(fmt::format(
        "map '{}' has keys of {} and values of {} bytes; the suite's entry has {} and {}", map.name,
        map.key_bytes, map.value_bytes, key.size(), value.size()));
  }
  Bytes all;
  const std::size_t step = is_percpu(map.type) ? (map.value_bytes + 7) / 8 * 8 : map.value_bytes;
  all.resize(value_syscall_bytes(map));
  for (std::size_t at = 0; at < all.size(); at += step) {
    std::copy(value.begin(), value.end(), all.begin() + static_cast<std::ptrdiff_t>(at));
  }
  if (bpf_map_update_elem(map.fd, key.data(), all.data(), BPF_ANY) != 0) {
    return map_error("put an entry into", map);
  }
  return {};
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/map/map_entries.h"

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "harness/kernel/machine/cpus.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kBatchEntries = 4096;       // some 2 ms, as long as a signal waits
constexpr std::size_t kBatchValueBytes = 4u << 20;  // of wide values fewer
constexpr int kNotSupported = 524;                  // ENOTSUPP, the kernel's own

bool is_percpu(std::uint32_t type) {
  return type == BPF_MAP_TYPE_PERCPU_ARRAY || type == BPF_MAP_TYPE_PERCPU_HASH ||
         type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

// EINVAL: a kernel without the command, or a map type without it before there was ENOTSUPP.
bool lacks_batches() {
  return errno == kNotSupported || errno == EOPNOTSUPP || errno == EINVAL;
}

Result<void> check(const Interrupted& interrupted) {
  if (interrupted && interrupted()) return bpfmark::interrupted(0);
  return {};
}

std::uint32_t batch_entries(const Map& map) {
  const std::size_t fit = kBatchValueBytes / std::max<std::size_t>(1, value_syscall_bytes(map));
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(fit, 1, kBatchEntries));
}

using Take = std::function<void(const EntryTable&)>;

Result<void> read_one_by_one(const Map& map, const Interrupted& interrupted, const Take& take) {
  Bytes key(map.key_bytes);
  Bytes next(map.key_bytes);
  Bytes value(value_syscall_bytes(map));
  EntryTable part(map.key_bytes, value.size());
  int end = bpf_map_get_next_key(map.fd, nullptr, next.data());
  // Where the key that it stands at is gone, the kernel begins anew: a bound.
  for (std::size_t n = 0; end == 0 && n <= map.max_entries; ++n) {
    key = next;
    if (bpf_map_lookup_elem(map.fd, key.data(), value.data()) == 0) {
      part.add(key.data(), value.data());
    } else if (errno != ENOENT) {  // evicted in between
      return map_error("read", map);
    }
    if (part.size() == kBatchEntries) {
      take(part);
      part.resize(0);
      BPFMARK_TRY(check(interrupted));
    }
    end = bpf_map_get_next_key(map.fd, key.data(), next.data());
  }
  take(part);
  return {};
}

}  // namespace

Failure map_error(const char* verb, const Map& map) {
  return cannot_measure(fmt::format("cannot {} map '{}' ({}): {}", verb, map.name, map.type_name,
                                    std::strerror(errno)),
                        errno);
}

std::size_t value_stride_bytes(const Map& map) {
  return is_percpu(map.type) ? (map.value_bytes + 7) / 8 * 8 : map.value_bytes;
}

std::size_t value_syscall_bytes(const Map& map) {
  return value_stride_bytes(map) * (is_percpu(map.type) ? possible_cpus() : 1);
}

Result<EntryTable> entry_table(const Map& map, const std::vector<MapEntry>& entries) {
  EntryTable table(map.key_bytes, value_syscall_bytes(map));
  const std::size_t step = value_stride_bytes(map);
  Bytes all(table.value_bytes());
  for (const MapEntry& entry : entries) {
    if (entry.key.size() != map.key_bytes || entry.value.size() != map.value_bytes) {
      return bad_input(fmt::format(
          "map '{}' has keys of {} and values of {} bytes; the suite's entry has {} and {}",
          map.name, map.key_bytes, map.value_bytes, entry.key.size(), entry.value.size()));
    }
    for (std::size_t at = 0; at < all.size(); at += step) {
      std::copy(entry.value.begin(), entry.value.end(),
                all.begin() + static_cast<std::ptrdiff_t>(at));
    }
    table.add(entry.key.data(), all.data());
  }
  return table;
}

Result<void> read_entries(const Map& map, const Interrupted& interrupted, const Take& take) {
  std::uint32_t room = batch_entries(map);
  // Where to go on: a number for hashes, a key for all others.
  Bytes at(std::max<std::size_t>(map.key_bytes, sizeof(std::uint64_t)));
  EntryTable part(map.key_bytes, value_syscall_bytes(map));
  for (bool is_first = true;; is_first = false) {
    BPFMARK_TRY(check(interrupted));
    part.resize(room);
    std::uint32_t count = room;
    Bytes next(at.size());
    int end = bpf_map_lookup_batch(map.fd, is_first ? nullptr : at.data(), next.data(), part.keys(),
                                   part.values(), &count, nullptr);
    // ENOSPC: a bucket of a hash holds more than there is room for.
    while (end != 0 && errno == ENOSPC && room < map.max_entries) {
      room *= 2;
      part.resize(room);
      count = room;
      end = bpf_map_lookup_batch(map.fd, is_first ? nullptr : at.data(), next.data(), part.keys(),
                                 part.values(), &count, nullptr);
    }
    if (end != 0 && is_first && lacks_batches()) return read_one_by_one(map, interrupted, take);
    if (end != 0 && errno != ENOENT) return map_error("read", map);
    part.resize(count);
    take(part);
    if (end != 0) return {};  // ENOENT: these were the last
    at = next;
  }
}

Result<void> write_entries(const Map& map, const EntryTable& entries,
                           const Interrupted& interrupted) {
  bool batches = true;
  for (std::size_t i = 0; i < entries.size();) {
    const auto left = static_cast<std::uint32_t>(entries.size() - i);
    std::uint32_t count = std::min(batch_entries(map), left);
    const std::uint8_t* keys = entries.key(i);
    const std::uint8_t* values = entries.value(i);
    if (batches && count > 1) {
      BPFMARK_TRY(check(interrupted));
      const std::uint32_t wanted = count;
      const int error = bpf_map_update_batch(map.fd, keys, values, &count, nullptr);
      if (error == 0) {
        i += wanted;
        continue;
      }
      if (!lacks_batches()) return map_error("put an entry into", map);
      batches = false;
    }
    if (i % kBatchEntries == 0) BPFMARK_TRY(check(interrupted));
    if (bpf_map_update_elem(map.fd, keys, values, BPF_ANY) != 0) {
      return map_error("put an entry into", map);
    }
    ++i;
  }
  return {};
}

// One by one: a batch ends at the first key that is not there.
Result<void> remove_entries(const Map& map, const EntryTable& keys,
                            const Interrupted& interrupted) {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i % kBatchEntries == 0) BPFMARK_TRY(check(interrupted));
    if (bpf_map_delete_elem(map.fd, keys.key(i)) != 0 && errno != ENOENT) {
      return map_error("remove an entry from", map);
    }
  }
  return {};
}

Result<ContentsChange> find_change(const Map& map, const WantedContents& wanted,
                                   const Interrupted& interrupted) {
  ContentsComparison comparison(wanted);
  BPFMARK_TRY(
      read_entries(map, interrupted, [&](const EntryTable& found) { comparison.add(found); }));
  return comparison.change();
}

Result<void> apply_change(const Map& map, const ContentsChange& change,
                          const Interrupted& interrupted) {
  BPFMARK_TRY(remove_entries(map, change.remove, interrupted));
  return write_entries(map, change.put, interrupted);
}

}  // namespace bpfmark

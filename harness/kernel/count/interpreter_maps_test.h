// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The maps of the tests' interpreter: arrays and hashes with the contents that a load gave them,
// queues that only grow.
#pragma once

#include <linux/bpf.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <memory>
#include <vector>

#include "harness/kernel/count/interpreter_memory_test.h"
#include "harness/kernel/map/map_contents.h"
#include "harness/kernel/program/map.h"

namespace bpfmark {

class EmulatedMap {
 public:
  explicit EmulatedMap(const Map& map) : map_(map) {
    if (map.is_array()) {
      for (std::uint32_t i = 0; i < map.max_entries; ++i) {
        entries_[bytes_at(address_of(i), 4)] = std::make_unique<Bytes>(map.value_bytes);
      }
    }
    if (map.type == BPF_MAP_TYPE_PROG_ARRAY) return;
    const auto contents = read_contents(map);
    if (!contents || !*contents) return;
    for (const auto& [key, value] : **contents) {
      const auto bytes = static_cast<std::ptrdiff_t>(std::min(value.size(), map.value_bytes));
      entries_[key] = std::make_unique<Bytes>(value.begin(), value.begin() + bytes);
    }
  }

  // Where the value of an array with one element lies: globals.
  std::uint64_t only_value() const {
    return reinterpret_cast<std::uint64_t>(entries_.at(Bytes(4, 0))->data());
  }

  std::uint64_t lookup(std::uint64_t key) const {
    need_hash_or_array();
    const auto found = entries_.find(bytes_at(key, map_.key_bytes));
    return found == entries_.end() ? 0 : reinterpret_cast<std::uint64_t>(found->second->data());
  }

  std::uint64_t update(std::uint64_t key, std::uint64_t value, std::uint64_t flags) {
    need_hash_or_array();
    const Bytes bytes = bytes_at(key, map_.key_bytes);
    const bool known = entries_.contains(bytes);
    if (flags == BPF_NOEXIST && known) return failed(EEXIST);
    if (!known && map_.is_array()) return failed(E2BIG);
    if (!known && flags == BPF_EXIST) return failed(ENOENT);
    if (!known && entries_.size() == map_.max_entries) throw NotEmulated("a full map");
    const Bytes now = bytes_at(value, map_.value_bytes);
    if (known) {
      *entries_[bytes] = now;
    } else {
      entries_[bytes] = std::make_unique<Bytes>(now);
    }
    return 0;
  }

  std::uint64_t remove(std::uint64_t key) {
    need_hash_or_array();
    if (map_.is_array()) return failed(EINVAL);
    return entries_.erase(bytes_at(key, map_.key_bytes)) > 0 ? 0 : failed(ENOENT);
  }

  std::uint64_t push(std::uint64_t value) {
    if (queue_.size() == map_.max_entries) return failed(E2BIG);
    queue_.push_back(bytes_at(value, map_.value_bytes));
    return 0;
  }

  // By key.
  const std::map<Bytes, std::unique_ptr<Bytes>>& entries() const { return entries_; }

 private:
  void need_hash_or_array() const {
    if (!map_.is_array() && map_.type_name != "hash" && map_.type_name != "lru_hash" &&
        map_.type_name != "percpu_hash") {
      throw NotEmulated("map of type " + map_.type_name);
    }
  }

  Map map_;
  std::map<Bytes, std::unique_ptr<Bytes>> entries_;
  std::vector<Bytes> queue_;
};

}  // namespace bpfmark

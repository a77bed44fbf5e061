// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/user_operation_table.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "bpf/maps/operation.h"
#include "harness/base/unique_fd.h"

namespace bpfmark {
namespace {

// `one(place)` on each of the keys: 0 or -1 with errno, as libbpf's calls return. Refused
// altogether where the first of them fails with what no other key could change.
template <typename One>
bool each_key(UserMap& map, const KeyTable& keys, std::uint32_t first, std::uint32_t count,
              OperationSample& sample, One one) {
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t number = keys.number(first + i);
    map.set_key(0, number);
    if (one(number) != 0) {
      if (errno == EPERM || errno == EINVAL || errno == EOPNOTSUPP || errno == ENOTSUP) {
        return false;
      }
      ++sample.errors;
    }
    ++sample.done;
  }
  return true;
}

#define STEP_ARGUMENTS                                                          \
  UserMap &map, const KeyTable &keys, std::uint32_t first, std::uint32_t count, \
      OperationSample &sample

template <std::uint64_t Flags>
bool update(STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t number) {
    map.set_value(0, number);
    return bpf_map_update_elem(map.fd(), map.key(0), map.value(0), Flags);
  });
}

bool lookup(STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t) {
    const int failed = bpf_map_lookup_elem(map.fd(), map.key(0), map.value(0));
    sample.sum += map.number_of_value(0);
    return failed;
  });
}

bool remove(STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample,
                  [&](std::uint32_t) { return bpf_map_delete_elem(map.fd(), map.key(0)); });
}

bool lookup_and_delete(STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t) {
    const int failed = bpf_map_lookup_and_delete_elem(map.fd(), map.key(0), map.value(0));
    sample.sum += map.number_of_value(0);
    return failed;
  });
}

// From the key before to the next, all around the map.
bool get_next_key(STEP_ARGUMENTS) {
  bool at_start = true;
  std::vector<std::uint8_t> next(map.sizes().key_bytes);
  for (std::uint32_t i = 0; i < count; ++i) {
    const void* previous = at_start ? nullptr : map.key(0);
    at_start = bpf_map_get_next_key(map.fd(), previous, next.data()) != 0;
    if (at_start && errno != ENOENT) return false;
    std::copy(next.begin(), next.end(), static_cast<std::uint8_t*>(map.key(0)));
    ++sample.done;
  }
  static_cast<void>(keys);
  static_cast<void>(first);
  return true;
}

bool push(STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t number) {
    map.set_value(0, number);
    return bpf_map_update_elem(map.fd(), nullptr, map.value(0), BPF_ANY);
  });
}

bool pop(STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t) {
    const int failed = bpf_map_lookup_and_delete_elem(map.fd(), nullptr, map.value(0));
    sample.sum += map.number_of_value(0);
    return failed;
  });
}

bool peek(STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [&](std::uint32_t) {
    return bpf_map_lookup_elem(map.fd(), nullptr, map.value(0));
  });
}

// Calls of a whole batch of keys each; `call` is told how many and says how many it made.
template <typename Call>
bool each_batch(UserMap& map, const KeyTable& keys, std::uint32_t first, std::uint32_t count,
                OperationSample& sample, Call call) {
  const std::uint32_t batch = map.sizes().batch;
  for (std::uint32_t at = 0; at < count; at += batch) {
    for (std::uint32_t i = 0; i < batch; ++i) {
      const std::uint32_t number = keys.number(first + at + i);
      map.set_key(i, number);
      map.set_value(i, number);
    }
    std::uint32_t made = batch;
    if (call(&made) != 0) {
      if (made == 0 || errno == EINVAL || errno == EOPNOTSUPP) return false;
      sample.errors += batch - made;
    }
    sample.done += batch;
  }
  return true;
}

bool update_batch(STEP_ARGUMENTS) {
  return each_batch(map, keys, first, count, sample, [&](std::uint32_t* made) {
    return bpf_map_update_batch(map.fd(), map.key(0), map.value(0), made, nullptr);
  });
}

bool delete_batch(STEP_ARGUMENTS) {
  return each_batch(map, keys, first, count, sample, [&](std::uint32_t* made) {
    return bpf_map_delete_batch(map.fd(), map.key(0), made, nullptr);
  });
}

// All around the map, `batch` elements a call: its end comes with ENOENT.
bool lookup_batch(STEP_ARGUMENTS) {
  std::array<std::uint8_t, 64> position{};
  bool at_start = true;
  while (sample.done < count) {
    std::uint32_t made = map.sizes().batch;
    const int failed =
        bpf_map_lookup_batch(map.fd(), at_start ? nullptr : position.data(), position.data(),
                             map.key(0), map.value(0), &made, nullptr);
    if (failed != 0 && errno != ENOENT) return false;
    at_start = failed != 0;
    for (std::uint32_t i = 0; i < made; ++i) sample.sum += map.number_of_value(i);
    sample.done += made;
  }
  static_cast<void>(keys);
  static_cast<void>(first);
  return true;
}

// Through the memory of the map itself, no call at all.
bool read_mapped(STEP_ARGUMENTS) {
  constexpr std::size_t kStride = 8;
  const std::size_t bytes = map.sizes().entries * kStride;
  void* memory = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED | MAP_POPULATE, map.fd(), 0);
  if (memory == MAP_FAILED) return false;
  const auto* elements = static_cast<const std::uint64_t*>(memory);
  for (std::uint32_t i = 0; i < count; ++i) {
    sample.sum += static_cast<std::uint32_t>(
        *const_cast<const volatile std::uint64_t*>(&elements[keys.number(first + i)]));
  }
  sample.done += count;
  ::munmap(memory, bytes);
  return true;
}

// A map can be frozen once: each gets one of its own. The descriptor's closing is in it.
bool create_and_freeze(STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [](std::uint32_t) {
    const UniqueFd fresh(bpf_map_create(BPF_MAP_TYPE_ARRAY, "frozen", 4, 8, 1, nullptr));
    return fresh ? bpf_map_freeze(fresh.get()) : -1;
  });
}

bool create(STEP_ARGUMENTS) {
  return each_key(map, keys, first, count, sample, [](std::uint32_t) {
    const UniqueFd fresh(bpf_map_create(BPF_MAP_TYPE_ARRAY, "fresh", 4, 8, 1, nullptr));
    return fresh ? 0 : -1;
  });
}

#undef STEP_ARGUMENTS

constexpr UserStep kInsert = update<BPF_NOEXIST>;
constexpr UserStep kOverwrite = update<BPF_EXIST>;
constexpr UserStep kAny = update<BPF_ANY>;
constexpr std::uint32_t kSized = DIM_ENTRIES | DIM_VALUE;
constexpr std::uint32_t kOnce = AT_MOST_ENTRIES;

#define KEYED(type, number)                                                                    \
  {type, number, "lookup", "", lookup, nullptr, kAny, kSized, SUMS_KEYS},                      \
      {type, number, "update", "", kOverwrite, nullptr, kAny, kSized, 0}, {                    \
    type, number, "get_next_key", "", get_next_key, nullptr, kAny, DIM_ENTRIES, NOT_BY_DEFAULT \
  }
#define DELETABLE(type, number)                                                          \
  {type, number, "insert", "", kInsert, remove, kAny, kSized, kOnce | NOT_BY_DEFAULT}, { \
    type, number, "delete", "", remove, kAny, kAny, kSized, kOnce                        \
  }
#define BATCHED(type, number, traits)                                                          \
  {type,                                                                                       \
   number,                                                                                     \
   "lookup_batch",                                                                             \
   "5.6",                                                                                      \
   lookup_batch,                                                                               \
   nullptr,                                                                                    \
   kAny,                                                                                       \
   DIM_ENTRIES | DIM_BATCH,                                                                    \
   SUMS_ENTRIES | (traits)},                                                                   \
  {                                                                                            \
    type, number, "update_batch", "5.6", update_batch, nullptr, kAny, DIM_ENTRIES | DIM_BATCH, \
        kOnce | (traits)                                                                       \
  }

const UserOperation kTable[] = {
    KEYED("array", BPF_MAP_TYPE_ARRAY),
    BATCHED("array", BPF_MAP_TYPE_ARRAY, 0),
    {"array", BPF_MAP_TYPE_ARRAY, "read_mapped", "5.5", read_mapped, nullptr, kAny, DIM_ENTRIES,
     SUMS_KEYS},
    {"array", BPF_MAP_TYPE_ARRAY, "create", "", create, nullptr, nullptr, 0, 0},
    {"array", BPF_MAP_TYPE_ARRAY, "create_and_freeze", "5.2", create_and_freeze, nullptr, nullptr,
     0, 0},
    KEYED("hash", BPF_MAP_TYPE_HASH),
    DELETABLE("hash", BPF_MAP_TYPE_HASH),
    BATCHED("hash", BPF_MAP_TYPE_HASH, 0),
    {"hash", BPF_MAP_TYPE_HASH, "delete_batch", "5.6", delete_batch, update_batch, kAny,
     DIM_ENTRIES | DIM_BATCH, kOnce},
    {"hash", BPF_MAP_TYPE_HASH, "lookup_and_delete", "5.14", lookup_and_delete, kAny, kAny, kSized,
     kOnce | SUMS_KEYS},
    KEYED("percpu_array", BPF_MAP_TYPE_PERCPU_ARRAY),
    KEYED("percpu_hash", BPF_MAP_TYPE_PERCPU_HASH),
    DELETABLE("percpu_hash", BPF_MAP_TYPE_PERCPU_HASH),
    BATCHED("percpu_hash", BPF_MAP_TYPE_PERCPU_HASH, NOT_BY_DEFAULT),
    KEYED("lru_hash", BPF_MAP_TYPE_LRU_HASH),
    DELETABLE("lru_hash", BPF_MAP_TYPE_LRU_HASH),
    KEYED("lpm_trie", BPF_MAP_TYPE_LPM_TRIE),
    DELETABLE("lpm_trie", BPF_MAP_TYPE_LPM_TRIE),
    {"queue", BPF_MAP_TYPE_QUEUE, "push", "", push, pop, nullptr, kSized, kOnce},
    {"queue", BPF_MAP_TYPE_QUEUE, "pop", "", pop, push, nullptr, kSized, kOnce | SUMS_KEYS},
    {"queue", BPF_MAP_TYPE_QUEUE, "peek", "", peek, push, nullptr, kSized, kOnce | NOT_BY_DEFAULT},
    {"stack", BPF_MAP_TYPE_STACK, "push", "", push, pop, nullptr, kSized, kOnce | NOT_BY_DEFAULT},
    {"stack", BPF_MAP_TYPE_STACK, "pop", "", pop, push, nullptr, kSized, kOnce | NOT_BY_DEFAULT},
};

}  // namespace

std::span<const UserOperation> user_operation_table() {
  return kTable;
}

}  // namespace bpfmark

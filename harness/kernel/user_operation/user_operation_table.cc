// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/user_operation/user_operation_table.h"

#include <bpf/bpf.h>

#include "bpf/maps/operation.h"

namespace bpfmark {
namespace {

// Newer than the headers that this may be built with.
constexpr std::uint32_t kCgrpStorage = 32;

constexpr std::uint32_t kSized = DIM_ENTRIES | DIM_VALUE;
constexpr std::uint32_t kBatched = DIM_ENTRIES | DIM_BATCH;
constexpr std::uint32_t kOnce = AT_MOST_ENTRIES;

// `traits` of rows that only --full has: NOT_BY_DEFAULT.
// clang-format off
#define KEYED(type, number, traits)                                                        \
  {type, number, "lookup", "", &kLookup, nullptr, &kPut, kSized, SUMS_KEYS | (traits)},    \
  {type, number, "update", "", &kOverwrite, nullptr, &kPut, kSized, traits},               \
  {type, number, "get_next_key", "", &kGetNextKey, nullptr, &kPut, DIM_ENTRIES, NOT_BY_DEFAULT}
#define DELETABLE(type, number, traits)                                                    \
  {type, number, "insert", "", &kInsert, &kRemove, &kPut, kSized, kOnce | NOT_BY_DEFAULT}, \
  {type, number, "delete", "", &kRemove, &kPut, &kPut, kSized, kOnce | (traits)}
#define BATCHED(type, number, needs, traits)                                               \
  {type, number, "lookup_batch", needs, &kLookupBatch, nullptr, &kPut, kBatched,           \
   SUMS_ENTRIES | (traits)},                                                               \
  {type, number, "update_batch", needs, &kUpdateBatch, nullptr, &kPut, kBatched, kOnce | (traits)}
#define DELETABLE_BATCHES(type, number, needs, traits)                                     \
  {type, number, "delete_batch", needs, &kDeleteBatch, &kUpdateBatch, &kPut, kBatched,     \
   kOnce | (traits)}
#define TAKEN(type, number, traits)                                                        \
  {type, number, "lookup_and_delete", "5.14", &kLookupAndDelete, &kPut, &kPut, kSized,     \
   kOnce | SUMS_KEYS | (traits)},                                                          \
  {type, number, "lookup_and_delete_batch", "5.6", &kLookupAndDeleteBatch, &kUpdateBatch,  \
   &kPut, kBatched, kOnce | SUMS_ENTRIES | NOT_BY_DEFAULT}
// What holds descriptors and the like: 64 of them, all the same.
#define WALKED(type, number, entries)                                                      \
  {type, number, "get_next_key", "", &kGetNextKey, nullptr, &kPut, 0, NOT_BY_DEFAULT, entries}
#define REFERRING(type, number)                                                            \
  {type, number, "update", "", &kPut, nullptr, nullptr, 0, NOT_BY_DEFAULT, 64},            \
  {type, number, "delete", "", &kRemove, &kPut, nullptr, 0, kOnce | NOT_BY_DEFAULT, 64},   \
  WALKED(type, number, 64)
// A call that lets go of a map waits until no program can hold it any more: fill at one go.
#define BATCHED_MAPS(type, number)                                                         \
  {type, number, "lookup_batch", "5.19", &kLookupBatch, nullptr, &kUpdateBatch, kBatched,  \
   GOES_AROUND | IN_ONE_BATCH | NOT_BY_DEFAULT, 256},                                      \
  {type, number, "update_batch", "5.19", &kUpdateBatch, nullptr, nullptr, kBatched,        \
   kOnce | IN_ONE_BATCH | NOT_BY_DEFAULT, 256}
#define LOOKED_UP(type, number)                                                            \
  {type, number, "lookup", "", &kLookup, nullptr, &kPut, 0, NOT_BY_DEFAULT, 64}
#define STORAGE(type, number, owners, traits)                                              \
  {type, number, "lookup", "", &kLookup, nullptr, &kPut, 0, SUMS_KEYS | (traits), owners}, \
  {type, number, "update", "", &kOverwrite, nullptr, &kPut, 0, NOT_BY_DEFAULT, owners}
#define OWNED_BY_MANY(type, number, owners, traits)                                        \
  {type, number, "create", "", &kInsert, &kRemove, nullptr, 0, kOnce | (traits), owners},  \
  {type, number, "delete", "", &kRemove, &kPut, nullptr, 0, kOnce | (traits), owners}

const UserOperation kTable[] = {
    KEYED("array", BPF_MAP_TYPE_ARRAY, 0),
    BATCHED("array", BPF_MAP_TYPE_ARRAY, "5.6", 0),
    {"array", BPF_MAP_TYPE_ARRAY, "read_mapped", "5.5", &kReadMapped, nullptr, &kPut, DIM_ENTRIES,
     SUMS_KEYS},
    {"array", BPF_MAP_TYPE_ARRAY, "create", "", &kCreate, nullptr, nullptr, 0, 0},
    {"array", BPF_MAP_TYPE_ARRAY, "create_and_freeze", "5.2", &kCreateAndFreeze, nullptr, nullptr,
     0, 0},
    {"array", BPF_MAP_TYPE_ARRAY, "create_and_bind", "5.10", &kCreateAndBind, nullptr, nullptr, 0,
     kOnce | NOT_BY_DEFAULT, 64},
    {"array", BPF_MAP_TYPE_ARRAY, "get_next_id", "4.13", &kGetNextId, nullptr, nullptr, 0,
     NOT_BY_DEFAULT},
    {"array", BPF_MAP_TYPE_ARRAY, "open_by_id", "4.13", &kOpenById, nullptr, nullptr, 0,
     NOT_BY_DEFAULT},
    KEYED("hash", BPF_MAP_TYPE_HASH, 0),
    DELETABLE("hash", BPF_MAP_TYPE_HASH, 0),
    BATCHED("hash", BPF_MAP_TYPE_HASH, "5.6", 0),
    DELETABLE_BATCHES("hash", BPF_MAP_TYPE_HASH, "5.6", 0),
    TAKEN("hash", BPF_MAP_TYPE_HASH, 0),
    KEYED("percpu_array", BPF_MAP_TYPE_PERCPU_ARRAY, 0),
    BATCHED("percpu_array", BPF_MAP_TYPE_PERCPU_ARRAY, "5.13", NOT_BY_DEFAULT),
    KEYED("percpu_hash", BPF_MAP_TYPE_PERCPU_HASH, 0),
    DELETABLE("percpu_hash", BPF_MAP_TYPE_PERCPU_HASH, 0),
    BATCHED("percpu_hash", BPF_MAP_TYPE_PERCPU_HASH, "5.6", NOT_BY_DEFAULT),
    DELETABLE_BATCHES("percpu_hash", BPF_MAP_TYPE_PERCPU_HASH, "5.6", NOT_BY_DEFAULT),
    TAKEN("percpu_hash", BPF_MAP_TYPE_PERCPU_HASH, NOT_BY_DEFAULT),
    KEYED("lru_hash", BPF_MAP_TYPE_LRU_HASH, 0),
    DELETABLE("lru_hash", BPF_MAP_TYPE_LRU_HASH, 0),
    BATCHED("lru_hash", BPF_MAP_TYPE_LRU_HASH, "5.6", NOT_BY_DEFAULT),
    DELETABLE_BATCHES("lru_hash", BPF_MAP_TYPE_LRU_HASH, "5.6", NOT_BY_DEFAULT),
    TAKEN("lru_hash", BPF_MAP_TYPE_LRU_HASH, NOT_BY_DEFAULT),
    KEYED("lru_percpu_hash", BPF_MAP_TYPE_LRU_PERCPU_HASH, NOT_BY_DEFAULT),
    DELETABLE("lru_percpu_hash", BPF_MAP_TYPE_LRU_PERCPU_HASH, NOT_BY_DEFAULT),
    BATCHED("lru_percpu_hash", BPF_MAP_TYPE_LRU_PERCPU_HASH, "5.6", NOT_BY_DEFAULT),
    DELETABLE_BATCHES("lru_percpu_hash", BPF_MAP_TYPE_LRU_PERCPU_HASH, "5.6", NOT_BY_DEFAULT),
    TAKEN("lru_percpu_hash", BPF_MAP_TYPE_LRU_PERCPU_HASH, NOT_BY_DEFAULT),
    KEYED("lpm_trie", BPF_MAP_TYPE_LPM_TRIE, 0),
    DELETABLE("lpm_trie", BPF_MAP_TYPE_LPM_TRIE, 0),
    BATCHED("lpm_trie", BPF_MAP_TYPE_LPM_TRIE, "5.13", NOT_BY_DEFAULT),
    DELETABLE_BATCHES("lpm_trie", BPF_MAP_TYPE_LPM_TRIE, "5.13", NOT_BY_DEFAULT),
    {"queue", BPF_MAP_TYPE_QUEUE, "push", "", &kPut, &kLookupAndDelete, nullptr, kSized, kOnce},
    {"queue", BPF_MAP_TYPE_QUEUE, "pop", "", &kLookupAndDelete, &kPut, nullptr, kSized,
     kOnce | SUMS_KEYS},
    {"queue", BPF_MAP_TYPE_QUEUE, "peek", "", &kLookup, &kPut, nullptr, kSized,
     kOnce | NOT_BY_DEFAULT},
    {"stack", BPF_MAP_TYPE_STACK, "push", "", &kPut, &kLookupAndDelete, nullptr, kSized,
     kOnce | NOT_BY_DEFAULT},
    {"stack", BPF_MAP_TYPE_STACK, "pop", "", &kLookupAndDelete, &kPut, nullptr, kSized,
     kOnce | SUMS_KEYS | NOT_BY_DEFAULT},
    {"stack", BPF_MAP_TYPE_STACK, "peek", "", &kLookup, &kPut, nullptr, kSized,
     kOnce | NOT_BY_DEFAULT},
    {"bloom_filter", BPF_MAP_TYPE_BLOOM_FILTER, "push", "", &kPut, nullptr, nullptr, DIM_ENTRIES,
     NOT_BY_DEFAULT},
    {"bloom_filter", BPF_MAP_TYPE_BLOOM_FILTER, "peek", "", &kAskForValue, nullptr, &kPut,
     DIM_ENTRIES, NOT_BY_DEFAULT},
    REFERRING("prog_array", BPF_MAP_TYPE_PROG_ARRAY),
    LOOKED_UP("prog_array", BPF_MAP_TYPE_PROG_ARRAY),
    REFERRING("perf_event_array", BPF_MAP_TYPE_PERF_EVENT_ARRAY),
    LOOKED_UP("perf_event_array", BPF_MAP_TYPE_PERF_EVENT_ARRAY),
    REFERRING("cgroup_array", BPF_MAP_TYPE_CGROUP_ARRAY),
    LOOKED_UP("cgroup_array", BPF_MAP_TYPE_CGROUP_ARRAY),
    // Each update waits until no program can hold the map that goes: milliseconds.
    {"array_of_maps", BPF_MAP_TYPE_ARRAY_OF_MAPS, "update", "", &kPut, nullptr, nullptr, 0,
     kOnce | NOT_BY_DEFAULT, 4},
    LOOKED_UP("array_of_maps", BPF_MAP_TYPE_ARRAY_OF_MAPS),
    WALKED("array_of_maps", BPF_MAP_TYPE_ARRAY_OF_MAPS, 64),
    BATCHED_MAPS("array_of_maps", BPF_MAP_TYPE_ARRAY_OF_MAPS),
    {"hash_of_maps", BPF_MAP_TYPE_HASH_OF_MAPS, "update", "", &kPut, nullptr, nullptr, 0,
     kOnce | NOT_BY_DEFAULT, 4},
    LOOKED_UP("hash_of_maps", BPF_MAP_TYPE_HASH_OF_MAPS),
    WALKED("hash_of_maps", BPF_MAP_TYPE_HASH_OF_MAPS, 64),
    BATCHED_MAPS("hash_of_maps", BPF_MAP_TYPE_HASH_OF_MAPS),
    {"hash_of_maps", BPF_MAP_TYPE_HASH_OF_MAPS, "delete_batch", "5.19", &kDeleteBatch,
     &kUpdateBatch, nullptr, kBatched, kOnce | IN_ONE_BATCH | NOT_BY_DEFAULT, 256},
    REFERRING("devmap", BPF_MAP_TYPE_DEVMAP),
    LOOKED_UP("devmap", BPF_MAP_TYPE_DEVMAP),
    REFERRING("devmap_hash", BPF_MAP_TYPE_DEVMAP_HASH),
    LOOKED_UP("devmap_hash", BPF_MAP_TYPE_DEVMAP_HASH),
    // A kernel thread each; CPU 0 alone is sure to be there.
    {"cpumap", BPF_MAP_TYPE_CPUMAP, "update", "", &kPut, nullptr, nullptr, 0, NOT_BY_DEFAULT, 1},
    {"cpumap", BPF_MAP_TYPE_CPUMAP, "lookup", "", &kLookup, nullptr, &kPut, 0, NOT_BY_DEFAULT, 1},
    {"cpumap", BPF_MAP_TYPE_CPUMAP, "delete", "", &kRemove, &kPut, nullptr, 0,
     kOnce | NOT_BY_DEFAULT, 1},
    WALKED("cpumap", BPF_MAP_TYPE_CPUMAP, 1),
    REFERRING("xskmap", BPF_MAP_TYPE_XSKMAP),
    LOOKED_UP("xskmap", BPF_MAP_TYPE_XSKMAP),
    REFERRING("sockmap", BPF_MAP_TYPE_SOCKMAP),
    LOOKED_UP("sockmap", BPF_MAP_TYPE_SOCKMAP),
    REFERRING("sockhash", BPF_MAP_TYPE_SOCKHASH),
    LOOKED_UP("sockhash", BPF_MAP_TYPE_SOCKHASH),
    // A socket can be in one place of one of them.
    {"reuseport_sockarray", BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, "create_delete", "",
     &kInsertAndRemove, nullptr, nullptr, 0, NOT_BY_DEFAULT, 1},
    {"reuseport_sockarray", BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, "lookup", "", &kLookup, nullptr,
     &kPut, 0, NOT_BY_DEFAULT, 1},
    WALKED("reuseport_sockarray", BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, 1),
    // A program files the stack away, untimed; the same one comes to the same place.
    {"stack_trace", BPF_MAP_TYPE_STACK_TRACE, "lookup", "", &kLookup, nullptr, &kFileStack, 0,
     NOT_BY_DEFAULT, 1},
    {"stack_trace", BPF_MAP_TYPE_STACK_TRACE, "delete", "", &kRemove, &kFileStack, nullptr, 0,
     kOnce | NOT_BY_DEFAULT, 1},
    {"stack_trace", BPF_MAP_TYPE_STACK_TRACE, "lookup_and_delete", "", &kLookupAndDelete,
     &kFileStack, nullptr, 0, kOnce | NOT_BY_DEFAULT, 1},
    {"stack_trace", BPF_MAP_TYPE_STACK_TRACE, "get_next_key", "", &kGetNextKey, nullptr,
     &kFileStack, 0, NOT_BY_DEFAULT, 1},
    {"stack_trace", BPF_MAP_TYPE_STACK_TRACE, "lookup_batch", "", &kLookupBatch, nullptr,
     &kFileStack, 0, GOES_AROUND | NOT_BY_DEFAULT, 1},
    // Of the root cgroup, which a program is attached to for it.
    STORAGE("cgroup_storage", BPF_MAP_TYPE_CGROUP_STORAGE, 1, NOT_BY_DEFAULT),
    WALKED("cgroup_storage", BPF_MAP_TYPE_CGROUP_STORAGE, 1),
    STORAGE("percpu_cgroup_storage", BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, 1, NOT_BY_DEFAULT),
    WALKED("percpu_cgroup_storage", BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, 1),
    // A program may use it only where BPF LSM programs load: the system call always may.
    STORAGE("inode_storage", BPF_MAP_TYPE_INODE_STORAGE, 64, 0),
    OWNED_BY_MANY("inode_storage", BPF_MAP_TYPE_INODE_STORAGE, 64, 0),
    STORAGE("sk_storage", BPF_MAP_TYPE_SK_STORAGE, 64, NOT_BY_DEFAULT),
    OWNED_BY_MANY("sk_storage", BPF_MAP_TYPE_SK_STORAGE, 64, NOT_BY_DEFAULT),
    // Each owner is a process.
    STORAGE("task_storage", BPF_MAP_TYPE_TASK_STORAGE, 16, NOT_BY_DEFAULT),
    OWNED_BY_MANY("task_storage", BPF_MAP_TYPE_TASK_STORAGE, 16, NOT_BY_DEFAULT),
    // Of the root alone: cgroups of our own would outlive a killed process.
    STORAGE("cgrp_storage", kCgrpStorage, 1, NOT_BY_DEFAULT),
    {"cgrp_storage", kCgrpStorage, "create_delete", "", &kInsertAndRemove, nullptr, nullptr, 0,
     NOT_BY_DEFAULT, 1},
};
// clang-format on

}  // namespace

std::span<const UserOperation> user_operation_table() {
  return kTable;
}

}  // namespace bpfmark

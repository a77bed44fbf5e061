// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/program/map_types.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace bpfmark {
namespace {

// The versions are those of the commits that added each to enum bpf_map_type.
constexpr std::array<MapType, 33> kTypes = {{{1, "hash", "3.19"},
                                             {2, "array", "3.19"},
                                             {3, "prog_array", "4.2"},
                                             {4, "perf_event_array", "4.3"},
                                             {5, "percpu_hash", "4.6"},
                                             {6, "percpu_array", "4.6"},
                                             {7, "stack_trace", "4.6"},
                                             {8, "cgroup_array", "4.8"},
                                             {9, "lru_hash", "4.10"},
                                             {10, "lru_percpu_hash", "4.10"},
                                             {11, "lpm_trie", "4.11"},
                                             {12, "array_of_maps", "4.12"},
                                             {13, "hash_of_maps", "4.12"},
                                             {14, "devmap", "4.14"},
                                             {15, "sockmap", "4.14"},
                                             {16, "cpumap", "4.15"},
                                             {17, "xskmap", "4.18"},
                                             {18, "sockhash", "4.18"},
                                             {19, "cgroup_storage", "4.19"},
                                             {20, "reuseport_sockarray", "4.19"},
                                             {21, "percpu_cgroup_storage", "4.20"},
                                             {22, "queue", "4.20"},
                                             {23, "stack", "4.20"},
                                             {24, "sk_storage", "5.2"},
                                             {25, "devmap_hash", "5.4"},
                                             {26, "struct_ops", "5.6"},
                                             {27, "ringbuf", "5.8"},
                                             {28, "inode_storage", "5.10"},
                                             {29, "task_storage", "5.11"},
                                             {30, "bloom_filter", "5.16"},
                                             {31, "user_ringbuf", "6.1"},
                                             {32, "cgrp_storage", "6.2"},
                                             {33, "arena", "6.9"}}};

std::pair<int, int> version_of(std::string_view text) {
  int major = 0;
  int minor = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, major);
  if (first.ptr != end && *first.ptr == '.') std::from_chars(first.ptr + 1, end, minor);
  return {major, minor};
}

}  // namespace

std::span<const MapType> all_map_types() {
  return kTypes;
}

bool kernel_is_at_least(std::string_view version) {
  utsname name{};
  if (::uname(&name) != 0) return false;
  return version_of(name.release) >= version_of(version);
}

std::string why_no_map_type(std::uint32_t type) {
  const auto found = std::find_if(kTypes.begin(), kTypes.end(),
                                  [&](const MapType& each) { return each.type == type; });
  if (found == kTypes.end() || kernel_is_at_least(found->since)) return {};
  return fmt::format("needs Linux {}", found->since);
}

}  // namespace bpfmark

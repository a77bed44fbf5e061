// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The map types of Linux, and since when there is each.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bpfmark {

struct MapType {
  std::uint32_t type;      // BPF_MAP_TYPE_*
  std::string_view name;   // as bpftool and the objects of bpf/maps/ name it
  std::string_view since;  // "3.19"
};

// By number. BPF_MAP_TYPE_UNSPEC aside, all there were in Linux 6.18.
std::span<const MapType> all_map_types();

// Empty where this kernel can make a map of the type, else "needs Linux 6.9", or that it is
// refused. Unknown types: empty.
std::string why_no_map_type(std::uint32_t type);

// `version` such as "6.9"; by the release of the running kernel.
bool kernel_is_at_least(std::string_view version);

}  // namespace bpfmark

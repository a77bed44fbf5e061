// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/suite/suite.h"

#include <algorithm>
#include <array>

namespace bpfmark {
namespace {

// The values of enum xdp_action in linux/bpf.h, which are kernel ABI.
constexpr std::array<std::string_view, 5> kVerdicts = {"XDP_ABORTED", "XDP_DROP", "XDP_PASS",
                                                       "XDP_TX", "XDP_REDIRECT"};

}  // namespace

std::string case_name(const Suite& suite, const Case& c) {
  return suite.name + '/' + suite.versions.at(c.version).name + '/' +
         suite.packets.at(c.packet).packet.name;
}

std::vector<MapState> map_states(const Suite& suite, const PacketSpec& packet) {
  std::vector<MapState> states = packet.maps;
  for (const MapState& state : suite.maps) {
    const bool replaced = std::any_of(packet.maps.begin(), packet.maps.end(),
                                      [&](const MapState& own) { return own.map == state.map; });
    if (!replaced) states.push_back(state);
  }
  return states;
}

std::string verdict_name(std::uint32_t verdict) {
  if (verdict < kVerdicts.size()) return std::string(kVerdicts[verdict]);
  return std::to_string(verdict);
}

std::optional<std::uint32_t> verdict_from_name(std::string_view name) {
  const auto* found = std::find(kVerdicts.begin(), kVerdicts.end(), name);
  if (found == kVerdicts.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - kVerdicts.begin());
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/suite/suite.h"

#include <algorithm>

namespace bpfmark {
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

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Brings the maps of one loaded program into the state that the suite asks for, between timed
// blocks. What no suite speaks of: queues, stacks and ring buffers are drained, all else is kept.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/map/map_contents.h"
#include "harness/kernel/message/queue_work.h"
#include "harness/kernel/message/ring_position.h"
#include "harness/kernel/program/map.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// Those of the wanted states that are of these maps, internal ones aside: a later version may have
// added a map, and the reference has none.
std::vector<MapState> states_of(const std::vector<Map>& maps, const std::vector<MapState>& wanted);

class MapStates {
 public:
  // Bad input: a state for a map that the program has not (the message lists those that it has), or
  // a preparation that its type cannot have.
  static Result<MapStates> make(const std::vector<Map>& maps, const std::vector<MapState>& wanted,
                                const std::filesystem::path& queue_object);

  // Before a block or an observation.
  Result<void> prepare();

  // After a block: empties what is to be drained and returns, per map, how much was in it: messages
  // of a queue or stack, bytes of a ring buffer.
  Result<std::map<std::string, std::size_t>> settle();

  // As settle(), with the messages themselves.
  Result<std::map<std::string, Left>> take_messages_left();

  // What a drained map has room for, in the unit of Left::amount; none for any other map.
  std::optional<std::size_t> room(const std::string& name) const;

  // What is in each map that can be read by key, by the map's name; the program's globals aside,
  // whose layout is how it is made, not what it does.
  Result<std::map<std::string, MapContents>> contents() const;

  // Entries of each map whose state runs on and can grow, by name; counting stops at 100,000.
  std::map<std::string, std::size_t> kept_entries() const;

 private:
  struct Entries {
    Map map;
    MapPreparation preparation;
    std::vector<MapEntry> entries;
  };

  explicit MapStates(std::vector<Map> maps) : maps_(std::move(maps)) {}
  Result<void> add(const Map& map, const MapState& state,
                   const std::filesystem::path& queue_object);

  std::vector<Map> maps_;
  std::vector<Map> drained_;
  std::map<std::string, QueueWork> drains_;
  std::map<std::string, QueueWork> fills_;
  std::map<std::string, RingPosition> rings_;
  std::vector<Entries> entries_;
  std::vector<Map> kept_;
};

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Brings the maps and global variables of one loaded program into the state that the suite asks
// for, between timed blocks. What no suite speaks of: queues, stacks and ring buffers are drained,
// all else is kept.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/map/map_contents.h"
#include "harness/kernel/message/queue_work.h"
#include "harness/kernel/message/ring_position.h"
#include "harness/kernel/program/map.h"
#include "harness/kernel/state/globals.h"
#include "harness/kernel/state/restored_map.h"
#include "harness/kernel/state/state_targets.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// What is learnt of a program's maps over several loads of it; by map.
using StateMemory = std::map<std::string, std::shared_ptr<RestoredMemory>>;

class MapStates {
 public:
  // Of maps that are as they were loaded. Writes what is there once, or from the start. `memory`
  // (may be null) must outlive this and be of loads of one program with the same `wanted`. Bad
  // input: a state for a map that the program has not (the message lists those that it has), or a
  // preparation that its type cannot have. Interrupted: by `interrupted`, here and in all below.
  static Result<MapStates> make(const std::vector<Map>& maps, const std::vector<MapState>& wanted,
                                const SharedImage& queue_object, StateMemory* memory = nullptr,
                                Interrupted interrupted = {});

  // Before a block or an observation.
  Result<void> prepare(Look look = Look::whole);

  // Whether something is put back before every packet, and that alone.
  bool prepares_each() const;
  Result<void> prepare_each(Look look = Look::whole);

  // Whether blocks begin with a state that was just put back, and can be warmed up: nothing is
  // that is taken from.
  bool has_cold_start() const;

  // After a block: empties what is to be drained and returns, per map, how much was in it: messages
  // of a queue or stack, bytes of a ring buffer.
  Result<std::map<std::string, std::size_t>> settle();

  // Takes the messages out of what is to be drained.
  Result<std::map<std::string, std::vector<Bytes>>> take_raw_messages();

  // As settle(), with the messages themselves.
  Result<std::map<std::string, Left>> take_messages_left();

  // What a drained map has room for, in the unit of Left::amount; none for any other map.
  std::optional<std::size_t> room(const std::string& name) const;

  // Entries of each map whose state runs on and can grow, by name; counting stops at 100,000.
  std::map<std::string, std::size_t> kept_entries() const;

  // Maps and variables whose state runs on and is no longer what it was at the start; maps of more
  // than kMaxComparedEntries are not looked at.
  std::vector<std::string> changed() const;

 private:
  struct Entries {
    RestoredMap map;
    bool each_packet = false;
  };

  explicit MapStates(std::vector<Map> maps) : maps_(std::move(maps)) {}
  Result<void> add(const Map& map, const MapState& state, const SharedImage& queue_object,
                   StateMemory* memory);
  Result<void> add_drained(const Map& map, const SharedImage& queue_object);
  Result<void> add_entries(const Map& map, const MapState& state, std::vector<Entries>& to,
                           StateMemory* memory);
  Result<void> add_globals(const Map& map, const std::vector<MapState>& wanted);

  std::vector<Map> maps_;
  Interrupted interrupted_;
  std::vector<Map> drained_;
  std::vector<Map> emptied_;  // queues and the like that are cleared, not drained
  std::map<std::string, QueueWork> drains_;
  std::map<std::string, QueueWork> fills_;
  std::map<std::string, RingPosition> rings_;
  std::vector<Entries> restored_;
  std::vector<Entries> kept_;
  std::vector<Globals> globals_;
};

}  // namespace bpfmark

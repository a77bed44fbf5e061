// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/state/map_states.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "harness/kernel/map/map_access.h"
#include "harness/kernel/message/message_text.h"
#include "harness/kernel/state/state_targets.h"

namespace bpfmark {
namespace {

constexpr std::size_t kCountLimit = 100000;
constexpr const char* kRestoredTypes = "hash types, lpm_trie and array types";
constexpr const char* kClearedTypes = "hash types, lpm_trie, array types, queue, stack and ringbuf";

MapState state_of(const Map& map, const std::vector<MapState>& wanted) {
  for (const MapState& state : wanted) {
    if (state.map == map.name) return state;
  }
  const bool drained = map.holds_messages();
  return {map.name, drained ? MapPreparation::drain : MapPreparation::keep};
}

Failure wrong_type(const Map& map, const char* preparation, const char* allowed) {
  return bad_input(fmt::format("map '{}' is of type {}; \"{}\" is for {}", map.name, map.type_name,
                               preparation, allowed));
}

bool can_be_read(const Map& map) {
  return map.is_array() || map.is_keyed_by_content();
}

std::shared_ptr<RestoredMemory> memory_of(const Map& map, StateMemory* memory) {
  if (memory == nullptr) return std::make_shared<RestoredMemory>();
  std::shared_ptr<RestoredMemory>& known = (*memory)[map.name];
  if (!known) known = std::make_shared<RestoredMemory>();
  return known;
}

}  // namespace

Result<MapStates> MapStates::make(const std::vector<Map>& maps, const std::vector<MapState>& wanted,
                                  const SharedImage& queue_object, StateMemory* memory,
                                  Interrupted interrupted) {
  BPFMARK_TRY(check_targets(maps, wanted));
  MapStates states(maps);
  states.interrupted_ = std::move(interrupted);
  for (const Map& map : maps) {
    if (map.internal) {
      BPFMARK_TRY(states.add_globals(map, wanted));
    } else {
      BPFMARK_TRY(states.add(map, state_of(map, wanted), queue_object, memory));
    }
  }
  return states;
}

Result<void> MapStates::add(const Map& map, const MapState& state, const SharedImage& queue_object,
                            StateMemory* memory) {
  if (!state.value.empty()) {
    return bad_input(fmt::format("'{}' is a map: it takes a list of entries, not bytes", map.name));
  }
  switch (state.preparation) {
    case MapPreparation::keep:
      return add_entries(map, state, kept_, memory);
    case MapPreparation::initial:
      if (!can_be_read(map)) return wrong_type(map, "initial", kRestoredTypes);
      return add_entries(map, state, kept_, memory);
    case MapPreparation::restore:
      if (!can_be_read(map)) return wrong_type(map, "restore", kRestoredTypes);
      return add_entries(map, state, restored_, memory);
    case MapPreparation::clear:
      if (!map.can_be_cleared()) return wrong_type(map, "clear", kClearedTypes);
      if (can_be_read(map)) return add_entries(map, state, restored_, memory);
      if (state.each_packet) return wrong_type(map, "each", kRestoredTypes);
      emptied_.push_back(map);
      return {};
    case MapPreparation::drain:
      return add_drained(map, queue_object);
    case MapPreparation::fill: {
      if (!map.is_queue_or_stack()) return wrong_type(map, "fill", "queue and stack maps");
      BPFMARK_ASSIGN(work, QueueWork::load(queue_object, map, QueueWork::Kind::fill));
      fills_.emplace(map.name, std::move(work));
      return {};
    }
  }
  return {};
}

Result<void> MapStates::add_drained(const Map& map, const SharedImage& queue_object) {
  drained_.push_back(map);
  if (map.is_queue_or_stack()) {
    BPFMARK_ASSIGN(work, QueueWork::load(queue_object, map, QueueWork::Kind::drain));
    drains_.emplace(map.name, std::move(work));
    return {};
  }
  if (map.is_ringbuf()) {
    BPFMARK_ASSIGN(ring, RingPosition::map(map));
    rings_.emplace(map.name, std::move(ring));
    return {};
  }
  return wrong_type(map, "drain", "queue, stack and ringbuf maps");
}

Result<void> MapStates::add_entries(const Map& map, const MapState& state, std::vector<Entries>& to,
                                    StateMemory* memory) {
  if (!can_be_read(map)) return {};
  BPFMARK_ASSIGN(restored,
                 RestoredMap::make(map, state.entries, memory_of(map, memory), interrupted_));
  to.push_back({std::move(restored), state.each_packet});
  return {};
}

Result<void> MapStates::add_globals(const Map& map, const std::vector<MapState>& wanted) {
  if (is_constant(map)) return check_constants(map, wanted);
  BPFMARK_ASSIGN(globals, Globals::make(map));
  for (const VariableState& each : variable_states(map, wanted)) {
    BPFMARK_TRY(prepare_variable(globals, each));
  }
  globals_.push_back(std::move(globals));
  return {};
}

Result<void> MapStates::prepare(Look look) {
  if (interrupted_ && interrupted_()) return bpfmark::interrupted(0);
  BPFMARK_TRY(settle());
  for (const Map& map : emptied_) BPFMARK_TRY(take_messages(map));
  for (auto& [name, fill] : fills_) BPFMARK_TRY(fill.run());
  for (Entries& each : restored_) BPFMARK_TRY(each.map.restore(look, interrupted_));
  for (const Globals& each : globals_) {
    if (each.is_restored()) BPFMARK_TRY(each.restore(Globals::Which::all));
  }
  return {};
}

bool MapStates::prepares_each() const {
  return std::any_of(restored_.begin(), restored_.end(),
                     [](const Entries& each) { return each.each_packet; }) ||
         std::any_of(globals_.begin(), globals_.end(),
                     [](const Globals& each) { return each.has_each_packet(); });
}

Result<void> MapStates::prepare_each(Look look) {
  for (Entries& each : restored_) {
    if (each.each_packet) BPFMARK_TRY(each.map.restore(look, interrupted_));
  }
  for (const Globals& each : globals_) {
    if (each.has_each_packet()) BPFMARK_TRY(each.restore(Globals::Which::each_packet));
  }
  return {};
}

bool MapStates::has_cold_start() const {
  const bool is_restored = !restored_.empty() || !emptied_.empty() ||
                           std::any_of(globals_.begin(), globals_.end(),
                                       [](const Globals& each) { return each.is_restored(); });
  return is_restored && fills_.empty();
}

Result<std::map<std::string, std::size_t>> MapStates::settle() {
  std::map<std::string, std::size_t> found;
  for (auto& [name, drain] : drains_) {
    BPFMARK_ASSIGN(count, drain.run());
    found[name] = count;
  }
  for (auto& [name, ring] : rings_) found[name] = ring.skip_all();
  return found;
}

Result<std::map<std::string, std::vector<Bytes>>> MapStates::take_raw_messages() {
  std::map<std::string, std::vector<Bytes>> all;
  for (const Map& map : drained_) {
    BPFMARK_ASSIGN(messages, take_messages(map));
    all[map.name] = std::move(messages);
  }
  return all;
}

Result<std::map<std::string, Left>> MapStates::take_messages_left() {
  std::map<std::string, Left> all;
  for (const Map& map : drained_) {
    Left& left = all[map.name];
    // Of a ring buffer before it is emptied: discarded records are no messages but take room.
    const auto ring = rings_.find(map.name);
    if (ring != rings_.end()) left.amount = ring->second.waiting();
    BPFMARK_ASSIGN(messages, take_messages(map));
    if (ring == rings_.end()) left.amount = messages.size();
    for (const Bytes& message : messages) left.texts.push_back(message_text(map, message));
  }
  return all;
}

std::optional<std::size_t> MapStates::room(const std::string& name) const {
  for (const Map& map : drained_) {
    if (map.name != name) continue;
    // The kernel leaves the last byte of a ring free, to tell a full one from an empty one.
    return map.is_ringbuf() ? map.max_entries - 1 : map.max_entries;
  }
  return std::nullopt;
}

std::map<std::string, std::size_t> MapStates::kept_entries() const {
  std::map<std::string, std::size_t> entries;
  for (const Entries& each : kept_) {
    const Map& map = each.map.map();
    if (const auto count = count_entries(map, kCountLimit)) entries[map.name] = *count;
  }
  return entries;
}

std::vector<std::string> MapStates::changed() const {
  std::vector<std::string> names;
  for (const Entries& each : kept_) {
    if (each.map.map().max_entries > kMaxComparedEntries) continue;
    const auto changed = each.map.is_changed(interrupted_);
    if (changed && *changed) names.push_back(fmt::format("map '{}'", each.map.map().name));
  }
  for (const Globals& each : globals_) {
    for (const std::string& name : each.changed()) {
      names.push_back(fmt::format("variable '{}'", name));
    }
  }
  return names;
}

}  // namespace bpfmark

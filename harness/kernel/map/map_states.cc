// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/map/map_states.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "harness/kernel/map/map_access.h"
#include "harness/kernel/message/message_text.h"

namespace bpfmark {
namespace {

constexpr std::size_t kCountLimit = 100000;
constexpr const char* kClearedTypes = "hash types, lpm_trie, array types, queue, stack and ringbuf";

MapState state_of(const Map& map, const std::vector<MapState>& wanted) {
  for (const MapState& state : wanted) {
    if (state.map == map.name) return state;
  }
  const bool drained = map.holds_messages();
  return {map.name, drained ? MapPreparation::drain : MapPreparation::keep, {}};
}

Result<void> check_names(const std::vector<Map>& maps, const std::vector<MapState>& wanted) {
  std::vector<std::string> names;
  for (const Map& map : maps) {
    if (!map.internal) names.push_back(map.name);
  }
  for (const MapState& state : wanted) {
    if (std::find(names.begin(), names.end(), state.map) != names.end()) continue;
    return bad_input(
        fmt::format("the suite prepares map '{}', which the program has not; it has: {}", state.map,
                    names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "))));
  }
  return {};
}

Failure wrong_type(const Map& map, const char* preparation, const char* allowed) {
  return bad_input(fmt::format("map '{}' is of type {}; \"{}\" is for {}", map.name, map.type_name,
                               preparation, allowed));
}

}  // namespace

std::vector<MapState> states_of(const std::vector<Map>& maps, const std::vector<MapState>& wanted) {
  std::vector<MapState> states;
  std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(states), [&](const auto& state) {
    return std::any_of(maps.begin(), maps.end(),
                       [&](const Map& map) { return !map.internal && map.name == state.map; });
  });
  return states;
}

Result<MapStates> MapStates::make(const std::vector<Map>& maps, const std::vector<MapState>& wanted,
                                  const std::filesystem::path& queue_object) {
  BPFMARK_TRY(check_names(maps, wanted));
  MapStates states(maps);
  for (const Map& map : maps) {
    if (!map.internal) BPFMARK_TRY(states.add(map, state_of(map, wanted), queue_object));
  }
  return states;
}

Result<void> MapStates::add(const Map& map, const MapState& state,
                            const std::filesystem::path& queue_object) {
  switch (state.preparation) {
    case MapPreparation::keep:
      kept_.push_back(map);
      return {};
    case MapPreparation::drain:
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
    case MapPreparation::fill: {
      if (!map.is_queue_or_stack()) return wrong_type(map, "fill", "queue and stack maps");
      BPFMARK_ASSIGN(work, QueueWork::load(queue_object, map, QueueWork::Kind::fill));
      fills_.emplace(map.name, std::move(work));
      return {};
    }
    case MapPreparation::clear:
    case MapPreparation::restore:
      if (!map.can_be_cleared()) return wrong_type(map, "clear\" and \"restore", kClearedTypes);
      entries_.push_back({map, state.preparation, state.entries});
      return {};
  }
  return {};
}

Result<void> MapStates::prepare() {
  BPFMARK_TRY(settle());
  for (auto& [name, fill] : fills_) BPFMARK_TRY(fill.run());
  for (const Entries& e : entries_) {
    BPFMARK_TRY(clear_map(e.map));
    for (const MapEntry& entry : e.entries) BPFMARK_TRY(put_entry(e.map, entry.key, entry.value));
  }
  return {};
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

Result<std::map<std::string, MapContents>> MapStates::contents() const {
  std::map<std::string, MapContents> all;
  for (const Map& map : maps_) {
    if (map.internal) continue;
    BPFMARK_ASSIGN(contents, read_contents(map));
    if (contents) all[map.name] = std::move(*contents);
  }
  return all;
}

std::map<std::string, std::size_t> MapStates::kept_entries() const {
  std::map<std::string, std::size_t> entries;
  for (const Map& map : kept_) {
    if (const auto count = count_entries(map, kCountLimit)) entries[map.name] = *count;
  }
  return entries;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The same place in all runs of base and of new: a value of a map, a message, a packet. Pure.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "harness/gate/behaviour/behaviour_difference.h"
#include "harness/gate/behaviour/value_runs.h"

namespace bpfmark {

// The value in question of one run; null: there is none.
using Lookup = std::function<const Bytes*(const Seen&)>;

ValueRuns values_in(const BehaviourRuns& runs, const Lookup& lookup);

// Null where there is none.
template <typename Map>
auto find_in(const Map& map, const typename Map::key_type& key) -> decltype(&map.begin()->second) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : &found->second;
}

template <typename Map>
void insert_keys(const Map& map, std::set<typename Map::key_type>& keys) {
  for (const auto& [key, value] : map) keys.insert(key);
}

// Empty where it is not known.
const ValueLayout& layout_in(const std::map<std::string, ValueLayout>& layouts,
                             const std::string& name);

// "`stats.last_seen`"; the owner alone where the field is the whole of it.
std::string quoted(const std::string& owner, const std::string& field);

// ", field `packets`: 1 against 2".
std::string of_field(const FieldChange& change);

}  // namespace bpfmark

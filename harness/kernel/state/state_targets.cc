// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/state/state_targets.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <string>

namespace bpfmark {
namespace {

bool is_of(const Map& map, const MapState& state) {
  return map.internal ? !variable_states(map, {state}).empty() : map.name == state.map;
}

std::string list_of(const std::vector<std::string>& names) {
  return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

// What a suite can name.
std::string everything_in(const std::vector<Map>& maps) {
  std::vector<std::string> names;
  std::vector<std::string> variables;
  for (const Map& map : maps) {
    if (!map.internal) names.push_back(map.name);
    if (!map.internal) continue;
    for (const Variable& variable : variables_of(map)) variables.push_back(variable.name);
  }
  std::string text = list_of(names);
  if (!variables.empty()) text += "; and the variables " + list_of(variables);
  return text;
}

Failure wrong_preparation(const VariableState& wanted, const char* allowed) {
  return bad_input(
      fmt::format("'{}' is a global variable, allowed: {}", wanted.state.map, allowed));
}

}  // namespace

std::vector<MapState> states_of(const std::vector<Map>& maps, const std::vector<MapState>& wanted) {
  std::vector<MapState> states;
  std::copy_if(wanted.begin(), wanted.end(), std::back_inserter(states), [&](const auto& state) {
    return std::any_of(maps.begin(), maps.end(), [&](const Map& map) { return is_of(map, state); });
  });
  return states;
}

std::vector<VariableState> variable_states(const Map& section,
                                           const std::vector<MapState>& wanted) {
  std::vector<VariableState> sections;
  std::vector<VariableState> single;
  const std::vector<Variable> variables = variables_of(section);
  for (const MapState& state : wanted) {
    if (state.map == section_of(section)) sections.push_back({whole_section(section), true, state});
    for (const Variable& variable : variables) {
      if (state.map == variable.name) single.push_back({variable, false, state});
    }
  }
  sections.insert(sections.end(), single.begin(), single.end());
  return sections;
}

Result<void> check_targets(const std::vector<Map>& maps, const std::vector<MapState>& wanted) {
  for (const MapState& state : wanted) {
    if (!states_of(maps, {state}).empty()) continue;
    return bad_input(
        fmt::format("the suite prepares map '{}', which the program has not; it has: {}", state.map,
                    everything_in(maps)));
  }
  return {};
}

Result<void> check_constants(const Map& section, const std::vector<MapState>& wanted) {
  for (const VariableState& each : variable_states(section, wanted)) {
    if (each.state.preparation == MapPreparation::keep) continue;
    return bad_input(fmt::format("'{}' is a constant: no program changes it, allowed: \"keep\"",
                                 each.state.map));
  }
  return {};
}

Result<void> prepare_variable(Globals& globals, const VariableState& wanted) {
  const MapState& state = wanted.state;
  const bool has_value = !state.value.empty();
  if (!state.entries.empty()) return wrong_preparation(wanted, "{\"restore\": \"BYTES\"}");
  switch (state.preparation) {
    case MapPreparation::keep:
      globals.keep(wanted.variable);
      return {};
    case MapPreparation::clear:
      return wanted.whole_section
                 ? globals.bring_all_back(state.each_packet)
                 : globals.bring_back(wanted.variable, std::nullopt, state.each_packet);
    case MapPreparation::restore:
      if (has_value) return globals.bring_back(wanted.variable, state.value, state.each_packet);
      break;
    case MapPreparation::initial:
      if (has_value) return globals.set(wanted.variable, state.value);
      break;
    case MapPreparation::drain:
    case MapPreparation::fill:
      break;
  }
  return wrong_preparation(
      wanted, "\"keep\", \"clear\", {\"restore\": \"BYTES\"}, {\"initial\": \"BYTES\"}");
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the names in a suite's `maps` stand for in one object: a map, a section of global variables,
// or one of those variables.
#pragma once

#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/program/map.h"
#include "harness/kernel/state/globals.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// A state of a variable, or of all of a section.
struct VariableState {
  Variable variable;
  bool whole_section = false;
  MapState state;
};

// Those of `wanted` that are of this section of globals; sections before single variables, so that
// the more special state is the last.
std::vector<VariableState> variable_states(const Map& section, const std::vector<MapState>& wanted);

// Those of the wanted states that are of these maps, or of variables in them: a later version may
// have added a map, and the reference has none.
std::vector<MapState> states_of(const std::vector<Map>& maps, const std::vector<MapState>& wanted);

// Bad input: a name that stands for nothing here (the message lists what there is).
Result<void> check_targets(const std::vector<Map>& maps, const std::vector<MapState>& wanted);

// Of a section of constants, which are fixed when a program is loaded. Bad input: anything but
// `keep`.
Result<void> check_constants(const Map& section, const std::vector<MapState>& wanted);

// Gives `globals` what is wanted of one of its variables. Bad input: a size, or a preparation, that
// a variable cannot have.
Result<void> prepare_variable(Globals& globals, const VariableState& wanted);

}  // namespace bpfmark

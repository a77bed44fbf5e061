// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which registers inserted code may overwrite at each instruction, and which it may read to save
// them. Two data-flow analyses (liveness backward; initialisation forward), each on the safe side.
// Pure.
//
// A call is taken to read all of r1..r5 that may hold something: the prototypes of helpers and
// kfuncs need not be known, for the verifier lets no program read a register that it never set, and
// a call leaves r1..r5 unset.
#pragma once

#include <vector>

#include "harness/profile/flow/flow_graph.h"

namespace bpfmark {

struct RegisterStates {
  // By slot, before its instruction, of r0..r9:
  std::vector<RegisterSet> free;         // nothing that runs later reads what they hold
  std::vector<RegisterSet> initialised;  // on every way to here: may be read
};

RegisterStates analyse_registers(const Code& code, const FlowGraph& graph);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whether a pair of programs does the same with a packet, seen on fresh loads of both in which
// clocks and random numbers are virtual: so that nothing varies, and all can be compared.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/campaign/objects/object_pairs.h"
#include "harness/campaign/program_bench.h"
#include "harness/gate/behaviour/behaviour_difference.h"
#include "harness/suite/suite.h"

namespace bpfmark {

struct CheckedBehaviour {
  std::vector<BehaviourDifference> differences;
  std::vector<std::string> notes;  // what was not compared, and why the clock was real
};

// Where a program cannot be loaded with virtual calls, both are seen with real ones, which is said.
// `name`: of the row. Errors as bench.observe().
Result<CheckedBehaviour> check_behaviour(const std::string& name, const ProgramPair& pair,
                                         const PacketSpec& packet, const ProgramBench& bench);

}  // namespace bpfmark

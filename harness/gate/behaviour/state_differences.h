// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What base and new leave behind: global variables and the contents of maps. Pure.
#pragma once

#include "harness/gate/behaviour/behaviour_difference.h"
#include "harness/gate/behaviour/findings.h"

namespace bpfmark {

void compare_state(const BehaviourRuns& runs, Findings& findings);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour/behaviour_difference.h"

#include <utility>

#include "harness/gate/behaviour/call_differences.h"
#include "harness/gate/behaviour/findings.h"
#include "harness/gate/behaviour/state_differences.h"

namespace bpfmark {

BehaviourFindings compare_behaviour(const std::string& name, const std::vector<Bytes>& inputs,
                                    const BehaviourRuns& runs) {
  Findings findings(name, inputs);
  compare_calls(runs, findings);
  compare_state(runs, findings);
  return std::move(findings).take();
}

}  // namespace bpfmark

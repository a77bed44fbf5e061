// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour/behaviour_trial.h"

#include <bit>

namespace bpfmark {
namespace {

Result<void> observe_into(std::vector<Seen>& runs, const Observe& observe) {
  BPFMARK_ASSIGN(seen, observe());
  runs.push_back(std::move(seen));
  return {};
}

// Which goes first in a pair: the sequence of Thue and Morse, which no allocator that takes turns
// among two or three places keeps in step with.
bool base_goes_first(std::size_t pair) {
  return std::popcount(pair) % 2 != 0;
}

}  // namespace

Result<BehaviourFindings> try_behaviour(const std::string& name, const std::vector<Bytes>& inputs,
                                        const Observe& base, const Observe& now,
                                        std::size_t confirmations) {
  BehaviourRuns runs;
  BPFMARK_TRY(observe_into(runs.base, base));
  BPFMARK_TRY(observe_into(runs.now, now));
  BPFMARK_TRY(observe_into(runs.base, base));
  BPFMARK_TRY(observe_into(runs.base, base));
  BehaviourFindings findings = compare_behaviour(name, inputs, runs);
  for (std::size_t i = 0; i < confirmations && !findings.differences.empty(); ++i) {
    const bool base_first = base_goes_first(i);
    BPFMARK_TRY(base_first ? observe_into(runs.base, base) : observe_into(runs.now, now));
    BPFMARK_TRY(base_first ? observe_into(runs.now, now) : observe_into(runs.base, base));
    findings = compare_behaviour(name, inputs, runs);
  }
  return findings;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a comparison ends in: rows, differences of behaviour, and one verdict for all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/gate/behaviour/behaviour_difference.h"
#include "harness/gate/policy/verdict.h"
#include "harness/result/report.h"

namespace bpfmark {

struct GateReport {
  std::string base;  // as the command line called it
  std::string new_version;
  std::vector<Comparison> comparisons;
  std::vector<BehaviourDifference> behaviour;
  bool same_behaviour_expected = false;
  std::vector<std::string> notes;  // what was left out, and why
  double duration_s = 0;
  std::optional<double> contended_share;  // of the canaries, 0..1; of objects alone
  std::optional<double> canary_ns;        // of the quiet mode, or of the only one
};

// The worst of the rows that count: regressed, inconclusive, improved, unchanged, in this order; a
// difference of behaviour that was not expected is a regression.
Verdict overall_verdict(const GateReport& report);

// {"verdict": ..., "comparisons": [...], "behaviour": [...], "notes": [...]}
std::string gate_to_json(const GateReport& report);

}  // namespace bpfmark

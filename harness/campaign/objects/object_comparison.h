// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two objects against each other, measured now: behaviour first, then cost, packet by packet, each
// until its verdict is certain or its share of the budget is spent.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/base/error.h"
#include "harness/campaign/objects/object_pairs.h"
#include "harness/campaign/program_bench.h"
#include "harness/gate/gate_report.h"
#include "harness/gate/policy/policy.h"
#include "harness/suite/suite.h"

namespace bpfmark {

struct ComparisonOptions {
  std::optional<double> budget_s;  // none: kCompareBudgetPerRowS for each row
  std::uint64_t seed = 0;
  bool quiet = false;
  bool always_time = false;    // even where both are the same by construction
  bool allow_missing = false;  // programs of base that new has not
};

inline constexpr double kCompareBudgetPerRowS = 10.0;

struct ComparisonOutcome {
  GateReport report;
  std::vector<Error> failures;  // a row each; the others were measured
  std::optional<int> signal;    // that ended it early
};

// `workload`: its packets, maps and sweeps; its versions are not looked at. What could not be
// compared is a row as well, inconclusive: a row that failed (its error is in `failures`), one that
// an interruption left out, a program of base that new has not. Bad input: a rule of the policy
// that names no row. Cannot measure: a program that
// cannot be inspected, a sweep that cannot be run.
Result<ComparisonOutcome> compare_objects(const ProgramPairs& pairs, const Suite& workload,
                                          const Policy& policy, const ComparisonOptions& options,
                                          const ProgramBench& bench);

}  // namespace bpfmark

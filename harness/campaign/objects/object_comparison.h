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
  bool always_time = false;  // even where both are the same by construction
};

inline constexpr double kCompareBudgetPerRowS = 10.0;

struct ComparisonOutcome {
  GateReport report;
  std::vector<Error> failures;  // a row each; the others were measured
  std::optional<int> signal;    // that ended it early
};

// `workload`: its packets, maps and sweeps; its versions are not looked at. Cannot measure: a
// program that cannot be inspected, a sweep that cannot be run. What goes wrong with one row is in
// `failures`.
Result<ComparisonOutcome> compare_objects(const std::vector<ProgramPair>& pairs,
                                          const Suite& workload, const Policy& policy,
                                          const ComparisonOptions& options,
                                          const ProgramBench& bench);

}  // namespace bpfmark

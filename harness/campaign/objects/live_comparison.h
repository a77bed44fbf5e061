// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two objects against each other, measured now: behaviour first, then cost, packet by packet, each
// until its verdict is certain or its share of the budget is spent.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/stop_signals.h"
#include "harness/campaign/installation.h"
#include "harness/campaign/objects/object_pairs.h"
#include "harness/gate/gate_report.h"
#include "harness/gate/policy/policy.h"
#include "harness/suite/suite.h"

namespace bpfmark {

struct LiveOptions {
  std::optional<double> budget_s;  // none: kCompareBudgetPerRowS for each row
  std::optional<int> cpu;
  std::uint64_t seed = 0;
  bool quiet = false;
  bool always_time = false;  // even where both are the same by construction
};

inline constexpr double kCompareBudgetPerRowS = 10.0;

struct LiveOutcome {
  GateReport report;
  std::vector<Error> failures;  // a row each
  std::optional<int> signal;
};

// `workload`: its packets, maps and sweeps; its versions are not looked at.
Result<LiveOutcome> compare_live(const std::vector<ProgramPair>& pairs, const Suite& workload,
                                 const Policy& policy, const LiveOptions& options,
                                 const Installation& installation, StopSignals& signals);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two result files against each other. Independent runs, so intervals are Welch's over placements;
// what two runs cannot share (machine, kernel, regime) is named and left out, never compared.
#pragma once

#include "harness/base/error.h"
#include "harness/gate/gate_report.h"
#include "harness/gate/policy/policy.h"
#include "harness/result/report.h"

namespace bpfmark {

struct StoredOptions {
  bool force = false;          // compare what differs in machine, kernel or regime all the same
  bool allow_missing = false;  // rows of base that new has not: renamed, or removed
};

// Costs are compared where the fingerprints are equal and the quiet canaries are of one
// regime (same_canary_level), in cycles where both sides have them; exact metrics where kernel and
// compiler are equal, and exactly. Costs that were measured with other slots are inconclusive, so
// is what is missing (missing_rows.h), and so is a report in which nothing is left to compare. Bad
// input: results of different suites, but with `force`, or with no row in common; a rule of the
// policy that names no row.
Result<GateReport> compare_stored(const Report& base, const Report& new_version,
                                  const Policy& policy, const StoredOptions& options);

}  // namespace bpfmark

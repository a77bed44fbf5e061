// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two result files against each other. Independent runs, so intervals are Welch's over placements;
// what two runs cannot share (machine, kernel, regime) is named and left out, never compared.
#pragma once

#include "harness/base/error.h"
#include "harness/gate/gate_report.h"
#include "harness/gate/policy/policy.h"
#include "harness/result/report.h"

namespace bpfmark {

// Costs are compared where the fingerprints are equal and the quiet canaries are of one
// regime (same_canary_level), in cycles where both sides have them; exact metrics where kernel and
// compiler are equal, and exactly. `force` compares all the same, and says so. Bad input: results
// of different suites, or nothing that can be compared.
Result<GateReport> compare_stored(const Report& base, const Report& new_version,
                                  const Policy& policy, bool force);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What base says and new does not, or what neither says: absence is never a pass. Each such row is
// named and inconclusive. Pure.
#pragma once

#include <vector>

#include "harness/gate/policy/policy.h"
#include "harness/result/report.h"

namespace bpfmark {

// What of two results may be compared with each other at all.
struct Comparable {
  bool times = true;
  bool contended = true;  // times of that regime
  bool exact = true;
};

// - rows of base that new has not, but where `allow_missing`;
// - where times may be compared: costs, of rows of both, of which `compared` has no row in either
//   regime, in ns or in cycles. A row without any metric on both sides is none: a map operation
//   that this machine does not have;
// - where exact metrics may be compared: those that count and that base has and new has not.
// A row of new alone is none: nothing can be said of it yet.
std::vector<Comparison> missing_rows(const Report& base, const Report& new_version,
                                     const Comparable& can, const std::vector<Comparison>& compared,
                                     const Policy& policy, bool allow_missing);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From a difference and its interval to a verdict. A verdict needs both: significance, after the
// correction for all the rows of a run, and an interval wholly beyond what matters in practice.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/result/words.h"
#include "harness/stats/interval.h"

namespace bpfmark {

// What matters in practice: the larger of the two.
struct Threshold {
  double absolute = 0.5;   // in the metric's unit
  double relative = 0.02;  // of the base's value

  double of(double base_value) const;
};

// `p_value`: adjusted for the family. The interval wholly beyond the threshold: regressed or
// improved, where the p-value is below 1 - confidence; wholly within it: unchanged; else, or
// without an interval: inconclusive. More is worse.
Verdict verdict_of(const std::optional<Interval>& difference, std::optional<double> p_value,
                   double threshold);

}  // namespace bpfmark

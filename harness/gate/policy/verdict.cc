// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/policy/verdict.h"

#include <algorithm>
#include <cmath>

namespace bpfmark {

double Threshold::of(double base_value) const {
  return std::max(absolute, relative * std::abs(base_value));
}

Verdict verdict_of(const std::optional<Interval>& difference, std::optional<double> p_value,
                   double threshold) {
  if (!difference || !std::isfinite(difference->low) || !std::isfinite(difference->high)) {
    return Verdict::inconclusive;
  }
  const bool significant = p_value && *p_value < 1 - difference->confidence;
  if (difference->low > threshold) {
    return significant ? Verdict::regressed : Verdict::inconclusive;
  }
  if (difference->high < -threshold) {
    return significant ? Verdict::improved : Verdict::inconclusive;
  }
  const bool within = difference->low >= -threshold && difference->high <= threshold;
  return within ? Verdict::unchanged : Verdict::inconclusive;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which of a benchmark's metrics is the one that other tools get as its cost.
#pragma once

#include <string>
#include <string_view>

#include "harness/result/metrics.h"

namespace bpfmark {

// Of the quiet regime: net of a program, alone or from end to end, and the cost of a map operation.
inline bool is_headline(std::string_view metric) {
  return metric_info(metric).is_headline && regime_of(metric) == Regime::quiet;
}

// The benchmark's own name for its headline, "NAME METRIC" for the others.
inline std::string row_name(const std::string& benchmark, const std::string& metric) {
  return is_headline(metric) ? benchmark : benchmark + " " + metric;
}

}  // namespace bpfmark

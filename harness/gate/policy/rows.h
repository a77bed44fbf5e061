// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One row of a comparison, from two metrics. Pure.
#pragma once

#include <string>

#include "harness/gate/policy/policy.h"
#include "harness/result/report.h"

namespace bpfmark {

// Values, difference, ratio and threshold; the verdict is still inconclusive. Both metrics must
// have a value.
Comparison row_of_metrics(const std::string& name, const std::string& metric, const Metric& base,
                          const Metric& new_version, const RowPolicy& policy);

// Of exact metrics: any difference beyond the threshold is one.
Comparison compare_exact_metric(const std::string& name, const std::string& metric,
                                const Metric& base, const Metric& new_version,
                                const RowPolicy& policy);

}  // namespace bpfmark

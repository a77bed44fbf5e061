// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Samples of a map operation as the metrics of its row. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/result/report.h"
#include "harness/sample/samples.h"
#include "harness/stats/regime.h"

namespace bpfmark {

// ns_per_op of a map operation (its arm minus the empty loop's) and what it was measured beside:
// ns_per_op_yardstick, a hash lookup in the same rounds of the same placements. With the suffix
// _contended where that regime was seen.
std::map<std::string, Metric> operation_metrics(const Samples& samples,
                                                const std::optional<CanaryModes>& modes);

// What share of the records found no room in a ring, by placement; the interval is kept within
// 0..1.
Metric lost_metric(std::vector<double> shares);

}  // namespace bpfmark

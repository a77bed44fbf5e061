// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/maps/map_rows.h"

#include <algorithm>

#include "harness/result/metrics.h"

namespace bpfmark {

const Metric* cost_of(const Benchmark* benchmark) {
  return benchmark == nullptr ? nullptr : find_known_metric(*benchmark, kNsPerOp);
}

const Benchmark* find_row(const Report& report, const std::string& name) {
  const auto found = std::find_if(report.benchmarks.begin(), report.benchmarks.end(),
                                  [&](const Benchmark& b) { return b.name == name; });
  return found == report.benchmarks.end() ? nullptr : &*found;
}

}  // namespace bpfmark

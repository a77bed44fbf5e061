// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/maps/map_rows.h"

#include <algorithm>

namespace bpfmark {

const Metric* metric_named(const Benchmark& benchmark, const std::string& name) {
  const auto found = benchmark.metrics.find(name);
  if (found == benchmark.metrics.end() || !found->second.value) return nullptr;
  return &found->second;
}

const Metric* cost_of(const Benchmark* benchmark) {
  return benchmark == nullptr ? nullptr : metric_named(*benchmark, "ns_per_op");
}

const Benchmark* find_row(const Report& report, const std::string& name) {
  const auto found = std::find_if(report.benchmarks.begin(), report.benchmarks.end(),
                                  [&](const Benchmark& b) { return b.name == name; });
  return found == report.benchmarks.end() ? nullptr : &*found;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/export/map_rows.h"

#include <algorithm>
#include <utility>

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

TableBlock block_named(std::string headline, std::vector<TableColumn> columns) {
  return {.headline = std::move(headline), .columns = std::move(columns), .rows = {}};
}

TableColumn text_column(const std::string& header) {
  return {.header = header, .name = header, .shrinks = true};
}

TableColumn number_column(const std::string& header) {
  return {.header = header, .name = header, .align = Align::decimal};
}

TableColumn interval_column(const std::string& name) {
  return {.header = "", .name = name};
}

}  // namespace bpfmark

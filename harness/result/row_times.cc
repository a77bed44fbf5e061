// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/row_times.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/result/metrics.h"

namespace bpfmark {
namespace {

constexpr std::size_t kMaxNamed = 5;

}  // namespace

bool has_time(const Benchmark& benchmark) {
  return std::any_of(benchmark.metrics.begin(), benchmark.metrics.end(), [](const auto& each) {
    const auto& [name, metric] = each;
    return metric.value && metric_info(name).role == MetricRole::cost;
  });
}

std::vector<std::string> rows_without_time(const Report& report) {
  std::vector<std::string> names;
  for (const Benchmark& benchmark : report.benchmarks) {
    if (!has_time(benchmark)) names.push_back(benchmark.name);
  }
  return names;
}

std::string about_rows_without_time(const Report& report) {
  std::vector<std::string> names = rows_without_time(report);
  if (names.empty()) return {};
  const std::size_t count = names.size();
  if (count > kMaxNamed) names.resize(kMaxNamed);
  return fmt::format(
      "no time could be estimated of {} of {} rows: {}{}; give it more --budget, a "
      "quieter core or another --cpu",
      count, report.benchmarks.size(), fmt::join(names, ", "), count > kMaxNamed ? ", ..." : "");
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/stored/common_benchmarks.h"

namespace bpfmark {

BenchmarksByName benchmarks_by_name(const Report& report) {
  BenchmarksByName by_name;
  for (const Benchmark& benchmark : report.benchmarks) by_name[benchmark.name] = &benchmark;
  return by_name;
}

std::vector<BenchmarkPair> common_benchmarks(const Report& base, const Report& new_version) {
  const BenchmarksByName of_base = benchmarks_by_name(base);
  std::vector<BenchmarkPair> pairs;
  for (const Benchmark& benchmark : new_version.benchmarks) {
    const auto other = of_base.find(benchmark.name);
    if (other != of_base.end()) pairs.emplace_back(other->second, &benchmark);
  }
  return pairs;
}

}  // namespace bpfmark

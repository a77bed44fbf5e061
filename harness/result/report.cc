// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/report.h"

namespace bpfmark {

const Metric* find_metric(const Benchmark& benchmark, const std::string& name) {
  const auto found = benchmark.metrics.find(name);
  return found == benchmark.metrics.end() ? nullptr : &found->second;
}

const Metric* find_known_metric(const Benchmark& benchmark, const std::string& name) {
  const Metric* found = find_metric(benchmark, name);
  return found != nullptr && found->value ? found : nullptr;
}

}  // namespace bpfmark

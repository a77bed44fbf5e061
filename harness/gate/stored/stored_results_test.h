// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// For the tests of stored comparisons: results of a suite with one case, and what comes of them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/gate/stored/stored.h"

namespace bpfmark {

inline Metric timed(double value, double scatter = 0.1) {
  Metric metric;
  metric.value = value;
  metric.unit = "ns";
  for (int i = 0; i < 12; ++i)
    metric.placements.push_back(value + (i % 2 == 0 ? scatter : -scatter));
  return metric;
}

inline Metric in_cycles(double value) {
  Metric metric = timed(value);
  metric.unit = "cycles";
  return metric;
}

inline Metric counted(double value) {
  Metric metric;
  metric.value = value;
  metric.unit = "instructions";
  metric.exact = true;
  return metric;
}

inline Benchmark benchmark(const std::string& name, double net, double insns) {
  Benchmark made;
  made.name = name;
  made.metrics = {{"ns_per_packet", timed(40 + net)},
                  {"ns_per_packet_net", timed(net)},
                  {"xlated_insns", counted(insns)}};
  return made;
}

inline Report result_of(double net, double insns = 50) {
  Report report;
  report.run.suite = "s";
  report.environment.kernel = "6.18.0";
  report.environment.arch = "x86_64";
  report.environment.cpu_model = "Some CPU";
  report.environment.cpus = 2;
  report.environment.jit = true;
  report.environment.clang = "14.0.6";
  report.environment.canary_quiet_ns = 10.5;
  report.environment.fingerprint = "f1";
  report.benchmarks = {benchmark("s/v1/udp64", net, insns)};
  return report;
}

inline GateReport compared(const Report& base, const Report& new_version, bool force = false,
                           bool allow_missing = false) {
  auto report = compare_stored(base, new_version, Policy(), {force, allow_missing});
  EXPECT_TRUE(report) << report.error().message;
  return report.value_or(GateReport());
}

inline std::vector<std::string> metrics_of(const GateReport& report) {
  std::vector<std::string> names;
  for (const Comparison& row : report.comparisons) names.push_back(row.metric);
  return names;
}

}  // namespace bpfmark

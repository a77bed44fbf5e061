// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A report for tests: three versions on two packets, one of them seen contended too.
#pragma once

#include <string>
#include <utility>

#include "harness/result/report.h"

namespace bpfmark {

inline Metric estimate(double value, double half_width) {
  Metric metric;
  metric.value = value;
  metric.unit = "ns";
  metric.ci_low = value - half_width;
  metric.ci_high = value + half_width;
  metric.confidence = 0.99;
  return metric;
}

inline Metric counted(double value) {
  Metric metric;
  metric.value = value;
  metric.exact = true;
  return metric;
}

inline Benchmark program_case(const std::string& version, const std::string& packet, double net,
                              double half_width) {
  Benchmark benchmark;
  benchmark.name = "fizzbuzz/" + version + "/" + packet;
  benchmark.suite = "fizzbuzz";
  benchmark.version = version;
  benchmark.packet = packet;
  benchmark.drive = Drive::repeat;
  benchmark.metrics = {{"ns_per_packet", estimate(43.86 + net, 0.2)},
                       {"ns_per_packet_net", estimate(net, half_width)},
                       {"xlated_insns", counted(38)},
                       {"jited_bytes", counted(180)}};
  benchmark.stopped = StopReason::precise;
  return benchmark;
}

inline Comparison change(const std::string& version, const std::string& packet,
                         const std::string& base, double difference, Verdict verdict) {
  Comparison comparison;
  comparison.name = "fizzbuzz/" + version + "/" + packet;
  comparison.metric = "ns_per_packet_net";
  comparison.base = base;
  comparison.new_version = version;
  comparison.ratio = 1.53;
  comparison.difference = difference;
  comparison.ci_low = difference - 0.12;
  comparison.ci_high = difference + 0.12;
  comparison.verdict = verdict;
  return comparison;
}

inline Report history_report() {
  Report report;
  report.run.suite = "fizzbuzz";
  report.environment.contended_share = 0.12;
  for (const char* packet : {"none", "fibonacci-large"}) {
    report.benchmarks.push_back(program_case("v1", packet, 1.24, 0.1));
    report.benchmarks.push_back(program_case("v2", packet, 1.9, 0.11));
    report.benchmarks.push_back(program_case("v3", packet, 215.31, 2.4));
  }
  report.benchmarks[5].metrics["ns_per_packet_contended"] = estimate(402, 12);
  report.benchmarks[5].metrics["ns_per_packet_net_contended"] = estimate(358, 9.4);
  report.comparisons = {change("v2", "none", "v1", 0.66, Verdict::regressed),
                        change("v3", "none", "v2", 0.05, Verdict::inconclusive),
                        change("v2", "fibonacci-large", "v1", -0.3, Verdict::improved),
                        change("v3", "fibonacci-large", "v2", 0.01, Verdict::unchanged)};
  return report;
}

inline Report map_report() {
  Report report;
  report.run.suite = "maps";
  for (const auto& [name, value] :
       {std::pair{"hash/lookup", 34.2}, std::pair{"lpm_trie/insert", 801.0}}) {
    Benchmark benchmark;
    benchmark.name = name;
    benchmark.kind = BenchmarkKind::map_op;
    benchmark.metrics["ns_per_op"] = estimate(value, value / 100);
    report.benchmarks.push_back(benchmark);
  }
  return report;
}

}  // namespace bpfmark

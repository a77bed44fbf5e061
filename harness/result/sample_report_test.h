// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two reports for tests: one with every field filled, one with everything unknown that may be.
#pragma once

#include "harness/result/report.h"

namespace bpfmark {

inline Metric timed_metric(double value, double half_width) {
  return Metric{.value = value,
                .unit = "ns",
                .exact = false,
                .ci_low = value - half_width,
                .ci_high = value + half_width,
                .confidence = 0.99,
                .placements = {value - half_width / 2, value + half_width / 2},
                .rounds = 4000};
}

inline Metric exact_metric(double value, const std::string& unit) {
  Metric metric;
  metric.value = value;
  metric.unit = unit;
  metric.exact = true;
  return metric;
}

inline Environment full_environment() {
  return Environment{.kernel = "6.18.0",
                     .arch = "x86_64",
                     .cpu_model = "Some CPU @ 2.50GHz",
                     .cpus = 2,
                     .hypervisor = "kvm",
                     .jit = true,
                     .mitigations = "retpolines, safe RET",
                     .governor = "performance",
                     .libbpf = "1.1.2",
                     .clang = "14.0.6",
                     .contended_share = 0.12,
                     .canary_quiet_ns = 10.5,
                     .canary_contended_ns = 40.25,
                     .core_ghz = 4.25,
                     .fingerprint = "3f2a9c0d11e4b675"};
}

inline Benchmark full_program_benchmark() {
  Benchmark benchmark;
  benchmark.name = "fizzbuzz/v2/none";
  benchmark.suite = "fizzbuzz";
  benchmark.version = "v2";
  benchmark.packet = "none";
  benchmark.drive = Drive::repeat;
  benchmark.verdicts = {{"DROP", 0.125}, {"PASS", 0.875}};
  benchmark.slots = 32;
  benchmark.driver = "inner loop";
  benchmark.program = ProgramIdentity{.object = "v2_fizzbuzz.bpf.o",
                                      .name = "fizzbuzz",
                                      .sha256 = std::string(64, 'a'),
                                      .tag = "0123456789abcdef",
                                      .type = "xdp"};
  benchmark.metrics = {{"ns_per_packet", timed_metric(45.8, 0.2)},
                       {"ns_per_packet_contended", timed_metric(71.5, 2.5)},
                       {"ns_per_packet_net", timed_metric(1.9, 0.11)},
                       {"ns_per_packet_net_contended", timed_metric(-0.25, 3.5)},
                       {"xlated_insns", exact_metric(52, "instructions")},
                       {"jited_bytes", exact_metric(244, "bytes")},
                       {"verified_insns", exact_metric(61, "instructions")},
                       {"stack_bytes", exact_metric(16, "bytes")},
                       {"insns_per_packet", exact_metric(38.5, "instructions")},
                       {"helper_calls_per_packet", exact_metric(0, "calls")}};
  benchmark.map_operations = {MapOperation{.helper = "map_lookup_elem",
                                           .map = "flows",
                                           .map_type = "lru_hash",
                                           .key_bytes = 16,
                                           .value_bytes = 4,
                                           .max_entries = 4096,
                                           .calls_per_packet = 1.5}};
  benchmark.stopped = StopReason::precise;
  benchmark.warnings = {"the map `messages` drifted: say in the suite how to reset it"};
  benchmark.notes = {"12 of 76 lines were executed"};
  return benchmark;
}

inline Report full_report() {
  Report report;
  report.tool_version = "0.1.0";
  report.run = Run{.id = "20260102T030405Z-1f2e",
                   .started_at = "2026-01-02T03:04:05Z",
                   .duration_s = 10.125,
                   .timed_share = 0.83,
                   .seed = 18446744073709551615U,
                   .suite = "fizzbuzz",
                   .git = Git{.commit = std::string(40, 'c'),
                              .branch = "main",
                              .dirty = true,
                              .repository = "https://example.org/owner/name",
                              .subject = "Cheaper parsing",
                              .author = "A. U. Thor",
                              .committed_at = "2026-01-01T12:00:00+01:00"}};
  report.environment = full_environment();
  Benchmark map_op = full_program_benchmark();
  map_op.name = "maps/hash/lookup";
  map_op.kind = BenchmarkKind::map_op;
  map_op.metrics = {{"ns_per_op", timed_metric(34.0, 0.4)}};
  report.benchmarks = {full_program_benchmark(), map_op};
  report.comparisons = {Comparison{.name = "fizzbuzz/v2/none",
                                   .metric = "ns_per_packet_net",
                                   .unit = "ns",
                                   .exact = false,
                                   .base = "v1",
                                   .new_version = "v2",
                                   .base_verdicts = {{"PASS", 1}},
                                   .new_verdicts = {{"DROP", 0.125}, {"PASS", 0.875}},
                                   .base_value = 1.24,
                                   .new_value = 1.9,
                                   .ratio = 1.53,
                                   .difference = 0.66,
                                   .ci_low = 0.54,
                                   .ci_high = 0.78,
                                   .p_value = 1e-9,
                                   .threshold = 0.5,
                                   .counts = true,
                                   .verdict = Verdict::regressed,
                                   .note = "seen twice"}};
  report.map_steps = {MapStep{.from = "hash/lookup",
                              .to = "lpm_trie/lookup",
                              .difference_ns = 63.5,
                              .ci_low_ns = 61.5,
                              .ci_high_ns = 65.5,
                              .p_value = 1e-12,
                              .threshold_ns = 2.25,
                              .verdict = StepVerdict::real}};
  return report;
}

inline Report unknown_report() {
  Report report;
  report.tool_version = "0.1.0";
  report.run.id = "1";
  report.run.started_at = "2026-01-02T03:04:05.678Z";
  report.environment.kernel = "6.18.0";
  report.environment.arch = "x86_64";
  report.environment.cpus = 1;
  report.environment.libbpf = "1.1.2";
  report.environment.fingerprint = "0";
  Benchmark program;
  program.name = "adhoc/x/udp64";
  Metric unknown;
  unknown.unit = "ns";
  program.metrics = {{"ns_per_packet", unknown}, {"ns_per_packet_net", unknown}};
  Benchmark map_op;
  map_op.name = "maps/hash/lookup";
  map_op.kind = BenchmarkKind::map_op;
  report.benchmarks = {program, map_op};
  Comparison comparison;
  comparison.name = program.name;
  comparison.metric = "ns_per_packet_net";
  comparison.base = "v1";
  comparison.new_version = "x";
  comparison.verdict = Verdict::inconclusive;
  report.comparisons = {comparison};
  return report;
}

}  // namespace bpfmark

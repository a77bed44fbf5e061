// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/suite/suite_report.h"

#include <map>
#include <optional>
#include <utility>

#include "harness/campaign/report_start.h"
#include "harness/gate/version_steps.h"
#include "harness/result/assemble.h"
#include "harness/result/metrics.h"
#include "harness/stats/estimate.h"
#include "harness/stats/location.h"
#include "harness/suite/verdict.h"

namespace bpfmark {
namespace {

Metric messages_left_by(const ArmBehaviour& arm) {
  std::size_t messages = 0;
  for (const Observation& frame : arm.frames) {
    for (const auto& [map, left] : frame.left) messages += left.texts.size();
  }
  return messages_metric(messages, arm.frames.size());
}

VerdictShares verdicts_of(const ArmBehaviour& arm, const std::string& type) {
  std::vector<std::uint32_t> verdicts;
  for (const Observation& frame : arm.frames) verdicts.push_back(frame.verdict);
  return verdict_shares(type, verdicts);
}

Benchmark benchmark_of(const Suite& suite, const MeasuredProgram& program,
                       const PacketResult& result, std::size_t arm,
                       const std::optional<CanaryModes>& modes) {
  const std::size_t version = result.selected.versions[arm - 1];
  Benchmark benchmark;
  benchmark.name = case_name(suite, {version, result.selected.packet});
  benchmark.suite = suite.name;
  benchmark.version = suite.versions[version].name;
  benchmark.packet = suite.packets[result.selected.packet].packet.name;
  benchmark.drive = result.behaviour.drive;
  benchmark.driver = result.reach.driver;
  benchmark.slots = result.behaviour.drive == Drive::single ? 1 : result.reach.slots;
  benchmark.program = program.identity;
  benchmark.verdicts = verdicts_of(result.behaviour.arms[arm], program.identity.type);
  benchmark.metrics = timed_metrics(result.samples, arm, modes);
  benchmark.metrics.insert(program.exact.begin(), program.exact.end());
  benchmark.metrics.merge(std::map(result.counted[arm - 1].metrics));
  benchmark.map_operations = result.counted[arm - 1].map_operations;
  benchmark.metrics[kMessagesPerPacket] = messages_left_by(result.behaviour.arms[arm]);
  benchmark.stopped = result.samples.stopped;
  benchmark.warnings = result.warnings[arm - 1];
  std::string preempted = preemption_warning(result.samples);
  if (!preempted.empty()) benchmark.warnings.push_back(std::move(preempted));
  if (!benchmark.metrics.at(kNsPerPacketNet).value) {
    benchmark.warnings.push_back(text_of(NeverQuiet{}));
  }
  return benchmark;
}

void note_machine(Environment& environment, const std::vector<const PacketResult*>& packets,
                  const std::vector<double>& canaries, const std::optional<CanaryModes>& modes) {
  note_canaries(environment, canaries, modes);
  std::vector<double> clocks_ghz;
  for (const PacketResult* packet : packets) append_core_clocks(packet->samples, clocks_ghz);
  if (!clocks_ghz.empty()) environment.core_ghz = median(clocks_ghz);
}

// What all packets of the run together reached of each version.
void add_notes(Report& report, const std::vector<const PacketResult*>& packets) {
  std::map<std::size_t, Reached> reached;
  for (const PacketResult* packet : packets) {
    for (std::size_t i = 0; i < packet->counted.size(); ++i) {
      reached[packet->selected.versions[i]].add(packet->counted[i].reached);
    }
  }
  std::size_t row = 0;
  for (const PacketResult* packet : packets) {
    for (const std::size_t version : packet->selected.versions) {
      for (const Note& note : reach_notes(reached[version])) {
        report.benchmarks[row].notes.push_back(text_of(note));
      }
      ++row;
    }
  }
}

}  // namespace

std::vector<double> all_canaries(const std::vector<const PacketResult*>& packets) {
  std::vector<double> canaries;
  for (const PacketResult* packet : packets) append_canaries(packet->samples, canaries);
  return canaries;
}

void refresh_report(Report& report, const Suite& suite,
                    const std::vector<MeasuredProgram>& programs,
                    const std::vector<const PacketResult*>& packets, double duration_s) {
  const std::vector<double> canaries = all_canaries(packets);
  const auto modes = find_canary_modes(canaries);
  report.benchmarks.clear();
  std::vector<PairedCase> pairs;
  double timed_s = 0;
  for (const PacketResult* packet : packets) {
    PairedCase pair;
    pair.samples = &packet->samples;
    for (std::size_t i = 0; i < packet->selected.versions.size(); ++i) {
      const MeasuredProgram& program = programs[packet->selected.versions[i]];
      Benchmark benchmark = benchmark_of(suite, program, *packet, i + 1, modes);
      pair.versions.push_back(benchmark.version);
      pair.benchmark_names.push_back(benchmark.name);
      report.benchmarks.push_back(std::move(benchmark));
    }
    pairs.push_back(std::move(pair));
    timed_s += packet->samples.timed_s;
  }
  add_notes(report, packets);
  report.comparisons = compare_steps(pairs, modes, Threshold{});
  report.run.duration_s = duration_s;
  report.run.timed_share = timed_s / duration_s;
  note_machine(report.environment, packets, canaries, modes);
}

}  // namespace bpfmark

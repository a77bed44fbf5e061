// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/assemble.h"

#include <algorithm>
#include <utility>

#include "harness/profile/figures.h"
#include "harness/result/metrics.h"

namespace bpfmark {
namespace {

std::pair<std::string, Metric> exact(const char* name, std::optional<double> value) {
  Metric metric = unknown_metric(name);
  metric.exact = true;
  metric.value = value;
  return {name, metric};
}

}  // namespace

Metric unknown_metric(const char* name) {
  Metric metric;
  metric.unit = metric_info(name).unit;
  return metric;
}

Metric metric_of(const char* name, const std::optional<Estimate>& estimate) {
  Metric metric = unknown_metric(name);
  if (!estimate) return metric;
  metric.value = estimate->interval.value;
  metric.ci_low = estimate->interval.low;
  metric.ci_high = estimate->interval.high;
  metric.confidence = estimate->interval.confidence;
  metric.placements = estimate->units;
  metric.rounds = estimate->rounds;
  return metric;
}

std::map<std::string, Metric> timed_metrics(const Samples& samples, std::size_t arm,
                                            const std::optional<CanaryModes>& modes) {
  std::map<std::string, Metric> metrics;
  for (const Regime regime : {Regime::quiet, Regime::contended}) {
    const auto gross = estimate_gross(samples, arm, regime, modes);
    const auto net = estimate_difference(samples, arm, 0, regime, modes);
    if (regime == Regime::contended && (!gross || !net)) continue;
    const auto add = [&](const char* name, const std::optional<Estimate>& estimate) {
      metrics[metric_name(name, regime)] = metric_of(name, estimate);
    };
    add(kNsPerPacket, gross);
    add(kNsPerPacketNet, net);
    const auto cycles = estimate_cycles(samples, arm, 0, regime, modes);
    if (cycles) add(kCyclesPerPacketNet, cycles);
  }
  return metrics;
}

std::map<std::string, Metric> count_metrics(const Profile& profile) {
  const PacketCounts& counts = profile.packets.at(0);
  std::map<std::string, Metric> metrics = {
      exact(kInsnsPerPacket, instructions_per_packet(counts.later)),
      exact(kHelperCallsPerPacket, helper_calls_per_packet(profile.programs, counts.later))};
  for (auto& [name, metric] : metrics) metric.exact = counts.exact;
  return metrics;
}

std::vector<MapOperation> map_operations(const Profile& profile) {
  const PassCounts& pass = profile.packets.at(0).later;
  const auto frames = static_cast<double>(pass.instructions.size());
  std::vector<MapOperation> operations;
  for (const CallFigure& figure : call_figures(profile.programs, pass.hits)) {
    if (!figure.takes_map || figure.calls == 0) continue;
    MapOperation& operation = operations.emplace_back();
    operation.helper = figure.helper;
    operation.calls_per_packet = static_cast<double>(figure.calls) / frames;
    const auto map = std::find_if(profile.maps.begin(), profile.maps.end(),
                                  [&](const ProfiledMap& each) { return each.name == figure.map; });
    if (map == profile.maps.end()) continue;
    operation.map = map->name;
    operation.map_type = map->type;
    operation.key_bytes = map->key_bytes;
    operation.value_bytes = map->value_bytes;
    operation.max_entries = map->max_entries;
  }
  return operations;
}

std::map<std::string, Metric> exact_metrics(const ProgramInfo& info,
                                            std::optional<std::uint32_t> stack_bytes) {
  return {exact(kXlatedInsns, info.xlated_insns), exact(kJitedBytes, info.jited_bytes),
          exact(kVerifiedInsns, info.verified_insns), exact(kStackBytes, stack_bytes)};
}

Metric messages_metric(std::size_t messages, std::size_t packets) {
  return exact(kMessagesPerPacket, static_cast<double>(messages) / static_cast<double>(packets))
      .second;
}

}  // namespace bpfmark

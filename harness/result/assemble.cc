// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/assemble.h"

#include <algorithm>
#include <utility>

#include "harness/profile/figures.h"

namespace bpfmark {
namespace {

Metric exact(std::optional<std::uint32_t> value, const char* unit) {
  Metric metric;
  metric.unit = unit;
  metric.exact = true;
  if (value) metric.value = *value;
  return metric;
}

}  // namespace

Metric metric_of(const std::optional<Estimate>& estimate, const char* unit) {
  Metric metric;
  metric.unit = unit;
  if (!estimate) return metric;
  metric.value = estimate->interval.value;
  metric.ci_low = estimate->interval.low;
  metric.ci_high = estimate->interval.high;
  metric.confidence = estimate->interval.confidence;
  metric.placements = estimate->units;
  metric.rounds = estimate->rounds;
  return metric;
}

std::string drive_name(Drive drive) {
  switch (drive) {
    case Drive::repeat:
      return "repeat";
    case Drive::restore:
      return "restore";
    case Drive::single:
      return "single";
  }
  return "single";
}

std::string stop_name(StopReason reason) {
  switch (reason) {
    case StopReason::precise:
      return "precise";
    case StopReason::budget_spent:
      return "budget spent";
    case StopReason::interrupted:
      return "interrupted";
  }
  return "interrupted";
}

std::map<std::string, Metric> timed_metrics(const Samples& samples, std::size_t arm,
                                            const std::optional<CanaryModes>& modes) {
  std::map<std::string, Metric> metrics;
  metrics["ns_per_packet"] = metric_of(estimate_gross(samples, arm, Regime::quiet, modes));
  metrics["ns_per_packet_net"] =
      metric_of(estimate_difference(samples, arm, 0, Regime::quiet, modes));
  if (const auto cycles = estimate_cycles(samples, arm, 0, Regime::quiet, modes)) {
    metrics["cycles_per_packet_net"] = metric_of(cycles, "cycles");
  }
  const auto gross = estimate_gross(samples, arm, Regime::contended, modes);
  const auto net = estimate_difference(samples, arm, 0, Regime::contended, modes);
  if (!gross || !net) return metrics;
  metrics["ns_per_packet_contended"] = metric_of(gross);
  metrics["ns_per_packet_net_contended"] = metric_of(net);
  if (const auto cycles = estimate_cycles(samples, arm, 0, Regime::contended, modes)) {
    metrics["cycles_per_packet_net_contended"] = metric_of(cycles, "cycles");
  }
  return metrics;
}

std::map<std::string, Metric> count_metrics(const Profile& profile) {
  const PacketCounts& counts = profile.packets.at(0);
  Metric insns;
  insns.unit = "instructions";
  insns.exact = counts.exact;
  insns.value = instructions_per_packet(counts.later);
  Metric calls = insns;
  calls.unit = "calls";
  calls.value = helper_calls_per_packet(profile.programs, counts.later);
  return {{"insns_per_packet", insns}, {"helper_calls_per_packet", calls}};
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
  return {{"xlated_insns", exact(info.xlated_insns, "instructions")},
          {"jited_bytes", exact(info.jited_bytes, "bytes")},
          {"verified_insns", exact(info.verified_insns, "instructions")},
          {"stack_bytes", exact(stack_bytes, "bytes")}};
}

Metric messages_metric(std::size_t messages, std::size_t packets) {
  Metric metric;
  metric.unit = "messages";
  metric.exact = true;
  metric.value = static_cast<double>(messages) / static_cast<double>(packets);
  return metric;
}

}  // namespace bpfmark

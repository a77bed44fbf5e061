// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/objects/comparison_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/gate/policy/rows.h"
#include "harness/result/metrics.h"
#include "harness/stats/location.h"

namespace bpfmark {
namespace {

std::optional<double> value_of(const std::optional<Estimate>& estimate) {
  if (!estimate) return std::nullopt;
  return estimate->interval.value;
}

}  // namespace

std::string row_name(const Suite& workload, const ProgramPair& pair, const std::string& packet) {
  const std::string start = workload.name == "adhoc" ? "" : workload.name + "/";
  return start + (pair.name.empty() ? packet : pair.name + "/" + packet);
}

std::string program_row_name(const ProgramPair& pair) {
  return pair.name.empty() ? "program" : pair.name;
}

std::vector<std::string> all_row_names(const Suite& workload, const ProgramPairs& pairs) {
  std::vector<std::string> names = pairs.base_only;
  for (const ProgramPair& pair : pairs.pairs) {
    names.push_back(program_row_name(pair));
    for (const PacketSpec& packet : workload.packets) {
      names.push_back(row_name(workload, pair, packet.packet.name));
    }
  }
  return names;
}

Comparison unmeasured_row(const std::string& name, const Policy& policy) {
  Comparison row;
  row.name = name;
  row.metric = kNsPerPacketNet;
  row.unit = "ns";
  row.base = "base";
  row.new_version = "new";
  row.counts = policy.row(row.metric, name).counts;
  row.verdict = Verdict::inconclusive;
  return row;
}

void fill_row(Comparison& row, const TimedRow& timed) {
  const Decision& decision = timed.decision;
  row.metric = metric_name(row.metric, decision.regime);
  row.base_value = value_of(decision.base);
  row.new_value = value_of(decision.new_version);
  row.threshold = decision.threshold_ns;
  row.verdict = decision.verdict;
  row.note = timed.note;
  if (!decision.difference) return;
  const Interval& interval = decision.difference->interval;
  row.difference = interval.value;
  row.ci_low = interval.low;
  row.ci_high = interval.high;
  if (decision.base->interval.low > 0) row.ratio = 1 + interval.value / *row.base_value;
  if (const auto p = p_value_of_zero_mean(decision.difference->units)) {
    row.p_value = std::min(1.0, *p * timed.corrections);
  }
}

std::vector<Comparison> count_rows(const Comparison& timed, const CountedPacket& base,
                                   const CountedPacket& new_version, const MeasuredProgram& of_base,
                                   const MeasuredProgram& of_new, const Policy& policy) {
  std::vector<Comparison> rows;
  for (const auto& [metric, value] : new_version.metrics) {
    const auto before = base.metrics.find(metric);
    if (before == base.metrics.end() || !before->second.exact || !value.exact) continue;
    Comparison row = compare_exact_metric(timed.name, metric, before->second, value,
                                          policy.row(metric, timed.name));
    if (timed.verdict == Verdict::improved) row.counts = false;
    if (of_base.compiler != of_new.compiler) {
      row.counts = false;
      row.note = fmt::format("compiled by {} and by {}: counts say more of them than of the change",
                             of_base.compiler.value_or("an unknown compiler"),
                             of_new.compiler.value_or("an unknown compiler"));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<Comparison> program_rows(const ProgramPair& pair, const MeasuredProgram& base,
                                     const MeasuredProgram& new_version, const Policy& policy) {
  std::vector<Comparison> rows;
  const std::string name = program_row_name(pair);
  for (const auto& [metric, value] : new_version.exact) {
    const Metric& before = base.exact.at(metric);
    if (!before.value || !value.value) continue;
    rows.push_back(compare_exact_metric(name, metric, before, value, policy.row(metric, name)));
  }
  return rows;
}

}  // namespace bpfmark

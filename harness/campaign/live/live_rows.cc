// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/live/live_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>

#include "harness/result/assemble.h"
#include "harness/result/metrics.h"
#include "harness/show/table/figures.h"
#include "harness/show/table/table_block.h"
#include "harness/show/table/text_table.h"
#include "harness/stats/interval.h"

namespace bpfmark {
namespace {

using OfBlock = std::function<double(const LiveBlock&)>;

// The interval of a difference.
Metric metric_over(const char* name, const std::vector<double>& values) {
  Metric metric = unknown_metric(name);
  metric.placements = values;
  metric.rounds = values.size();
  if (const auto interval = mean_interval(values, kConfidence)) {
    metric.value = interval->value;
    metric.ci_low = interval->low;
    metric.ci_high = interval->high;
    metric.confidence = interval->confidence;
  }
  return metric;
}

// Of what cannot be less than nothing, nor more than `max`, whatever Student's t says of a few.
Metric bounded_metric(const char* name, const std::vector<double>& values,
                      double max = std::numeric_limits<double>::max()) {
  Metric metric = metric_over(name, values);
  if (metric.ci_low) metric.ci_low = std::max(0.0, *metric.ci_low);
  if (metric.ci_high) metric.ci_high = std::min(max, *metric.ci_high);
  return metric;
}

std::vector<double> of_each(const std::vector<LiveBlock>& blocks, const OfBlock& value) {
  std::vector<double> values;
  for (const LiveBlock& block : blocks) values.push_back(value(block));
  return values;
}

double share(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

double drain_ns_per_message(const LiveBlock& block) {
  const std::uint64_t received = block.account.received;
  return received == 0 ? 0 : block.drain_cpu_ns / static_cast<double>(received);
}

std::vector<double> paired_difference(const std::vector<LiveBlock>& a,
                                      const std::vector<LiveBlock>& b) {
  std::vector<double> values;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    values.push_back(a[i].ns_per_packet() - b[i].ns_per_packet());
  }
  return values;
}

std::string cell(const Benchmark& row, const char* metric, double scale) {
  const Metric* found = find_known_metric(row, metric);
  if (found == nullptr) return "\u2014";
  const Metric& m = *found;
  const auto scaled = [&](std::optional<double> v) { return v ? std::optional(*v * scale) : v; };
  const Figure figure = figure_of(scaled(m.value), scaled(m.ci_low), scaled(m.ci_high));
  return figure.interval.empty() ? figure.value : figure.value + " " + figure.interval;
}

}  // namespace

Benchmark live_row(const std::string& version, const std::string& mode,
                   const std::vector<LiveBlock>& blocks, const std::vector<LiveBlock>& pass,
                   std::optional<double> predicted_ns) {
  Benchmark row;
  row.name = "live/" + version + "/" + mode;
  row.suite = "live";
  row.version = version;
  row.packet = mode;
  const auto over = [&row](const char* name, const std::vector<LiveBlock>& of, const OfBlock& value,
                           double max = std::numeric_limits<double>::max()) {
    row.metrics[name] = bounded_metric(name, of_each(of, value), max);
  };
  const OfBlock rate = [](const LiveBlock& b) { return 1e9 / b.ns_per_packet(); };
  over(kPacketsPerS, blocks, rate);
  over(kPacketsPerSPass, pass, rate);
  row.metrics[kNsPerPacketLiveNet] =
      metric_over(kNsPerPacketLiveNet, paired_difference(blocks, pass));
  over(
      kLostShare, blocks, [](const LiveBlock& b) { return share(b.account.lost, b.account.said); },
      1);
  over(
      kDroppedShare, blocks,
      [](const LiveBlock& b) { return share(b.account.dropped, b.account.sent); }, 1);
  over(kMessagesPerS, blocks, [](const LiveBlock& b) {
    return 1e9 * static_cast<double>(b.account.received) / b.elapsed_ns;
  });
  over(kDrainNsPerMessage, blocks, drain_ns_per_message);
  const std::vector<double> pass_ns =
      of_each(pass, [](const LiveBlock& b) { return b.ns_per_packet(); });
  if (predicted_ns && !pass_ns.empty()) {
    std::vector<double> predicted;
    for (const double ns : pass_ns) predicted.push_back(1e9 / (ns + *predicted_ns));
    row.metrics[kPacketsPerSPredicted] = bounded_metric(kPacketsPerSPredicted, predicted);
    Metric net = unknown_metric(kNsPerPacketNetPredicted);
    net.value = predicted_ns;
    row.metrics[kNsPerPacketNetPredicted] = net;
  }
  return row;
}

std::string live_rows_table(const std::vector<Benchmark>& rows, const TableStyle& style) {
  TableBlock block;
  block.headline = "From end to end on a veth pair; intervals over fresh loads";
  for (const char* name : {"mode", "version"}) block.columns.push_back({name, name, Align::left});
  for (const char* name :
       {"Mpackets/s", "pass", "predicted", "net ns", "run's", "lost %", "dropped %", "drain ns"}) {
    block.columns.push_back({name, name, Align::right});
  }
  for (const Benchmark& row : rows) {
    block.rows.push_back(
        {{row.packet, row.version, cell(row, kPacketsPerS, 1e-6), cell(row, kPacketsPerSPass, 1e-6),
          cell(row, kPacketsPerSPredicted, 1e-6), cell(row, kNsPerPacketLiveNet, 1),
          cell(row, kNsPerPacketNetPredicted, 1), cell(row, kLostShare, 100),
          cell(row, kDroppedShare, 100), cell(row, kDrainNsPerMessage, 1)},
         false});
  }
  return rows.empty() ? "" : blocks_to_table({block}, {}, style);
}

}  // namespace bpfmark

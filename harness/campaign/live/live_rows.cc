// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/live/live_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <string_view>

#include "harness/show/table/figures.h"
#include "harness/show/table/table_block.h"
#include "harness/show/table/text_table.h"
#include "harness/stats/interval.h"

namespace bpfmark {
namespace {

using OfBlock = std::function<double(const LiveBlock&)>;

// The interval of a difference.
Metric metric_over(const std::vector<double>& values, const std::string& unit) {
  Metric metric;
  metric.unit = unit;
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

// Of what cannot be less than nothing, nor more than `most`, whatever Student's t says of a few.
Metric bounded_metric(const std::vector<double>& values, const std::string& unit, double max) {
  Metric metric = metric_over(values, unit);
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
  const auto found = row.metrics.find(metric);
  if (found == row.metrics.end() || !found->second.value) return "\u2014";
  const Metric& m = found->second;
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
  const auto over = [&](const std::vector<LiveBlock>& of, const char* unit, const OfBlock& value) {
    const double max = std::string_view(unit) == "share" ? 1 : std::numeric_limits<double>::max();
    return bounded_metric(of_each(of, value), unit, max);
  };
  const OfBlock rate = [](const LiveBlock& b) { return 1e9 / b.ns_per_packet(); };
  row.metrics["packets_per_s"] = over(blocks, "packets/s", rate);
  row.metrics["packets_per_s_pass"] = over(pass, "packets/s", rate);
  row.metrics["ns_per_packet_live_net"] = metric_over(paired_difference(blocks, pass), "ns");
  row.metrics["lost_share"] = over(
      blocks, "share", [](const LiveBlock& b) { return share(b.account.lost, b.account.said); });
  row.metrics["dropped_share"] = over(
      blocks, "share", [](const LiveBlock& b) { return share(b.account.dropped, b.account.sent); });
  row.metrics["messages_per_s"] = over(blocks, "messages/s", [](const LiveBlock& b) {
    return 1e9 * static_cast<double>(b.account.received) / b.elapsed_ns;
  });
  row.metrics["drain_ns_per_message"] = over(blocks, "ns", drain_ns_per_message);
  const std::vector<double> pass_ns =
      of_each(pass, [](const LiveBlock& b) { return b.ns_per_packet(); });
  if (predicted_ns && !pass_ns.empty()) {
    std::vector<double> predicted;
    for (const double ns : pass_ns) predicted.push_back(1e9 / (ns + *predicted_ns));
    row.metrics["packets_per_s_predicted"] =
        bounded_metric(predicted, "packets/s", std::numeric_limits<double>::max());
    Metric& net = row.metrics["ns_per_packet_net_predicted"];
    net.value = predicted_ns;
    net.unit = "ns";
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
        {{row.packet, row.version, cell(row, "packets_per_s", 1e-6),
          cell(row, "packets_per_s_pass", 1e-6), cell(row, "packets_per_s_predicted", 1e-6),
          cell(row, "ns_per_packet_live_net", 1), cell(row, "ns_per_packet_net_predicted", 1),
          cell(row, "lost_share", 100), cell(row, "dropped_share", 100),
          cell(row, "drain_ns_per_message", 1)},
         false});
  }
  return rows.empty() ? "" : blocks_to_table({block}, {}, style);
}

}  // namespace bpfmark

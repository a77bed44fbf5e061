// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/maps/map_share.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/result/maps/map_rows.h"
#include "harness/result/metrics.h"
#include "harness/show/maps/map_prices.h"
#include "harness/show/table/figures.h"
#include "harness/show/table/table_block.h"
#include "harness/stats/interval.h"

namespace bpfmark {
namespace {

// In ns a packet. The ends of intervals are added up as they are: rows of one run of `maps` err
// together.
void add_cost(Interval& sum, const Metric& cost, double calls) {
  sum.value += calls * *cost.value;
  sum.low += calls * cost.ci_low.value_or(*cost.value);
  sum.high += calls * cost.ci_high.value_or(*cost.value);
}

std::string share_of(const Metric& net, double part_ns) {
  if (net.ci_low.value_or(0) <= 0) return "";  // near zero a share says nothing
  return fmt::format("{:.0f}", 100 * part_ns / *net.value);
}

std::string described(const MapOperation& operation) {
  const std::string name = operation_of_helper(operation.helper);
  return name + (operation.map.empty() ? " on a map that depends on the way" : " " + operation.map);
}

std::string calls_of(const MapOperation& operation) {
  return fmt::format("{:.2f}", operation.calls_per_packet);
}

std::string why_unpriced(const MapOperation& operation) {
  if (operation.map_type.empty()) return "no row measures it";
  return "no row measures it for " + operation.map_type;
}

class PacketRows {
 public:
  PacketRows(const Benchmark& packet, const Metric& net, const MapPrices& prices)
      : packet_(packet), net_(net), prices_(prices) {}

  std::vector<TableRow> rows() {
    for (const MapOperation& operation : *packet_.map_operations) add_operation(operation);
    if (rows_.size() > 1) add_sum();
    return std::move(rows_);
  }

 private:
  void add_operation(const MapOperation& operation) {
    const Benchmark* row = prices_.nearest(operation);
    if (row == nullptr) return add_unpriced(operation, why_unpriced(operation));
    Interval cost{};
    add_cost(cost, *cost_of(row), operation.calls_per_packet);
    // A push into a full queue, say: it costs less than the one that the row measures.
    if (cost.low > net_.ci_high.value_or(*net_.value)) {
      return add_unpriced(operation, "dearer than the packet: " + row->name);
    }
    add_cost(sum_, *cost_of(row), operation.calls_per_packet);
    const Figure figure = figure_of(cost.value, cost.low, cost.high);
    add_row({described(operation), calls_of(operation), figure.value, figure.interval,
             share_of(net_, cost.value), row->name});
  }

  void add_unpriced(const MapOperation& operation, const std::string& why) {
    ++unpriced_;
    add_row({described(operation), calls_of(operation), "\u2014", "", "", why});
  }

  void add_sum() {
    const std::size_t all = rows_.size();
    if (unpriced_ == all) return;
    const Figure figure = figure_of(sum_.value, sum_.low, sum_.high);
    add_row(
        {"all together", "", figure.value, figure.interval, share_of(net_, sum_.value),
         unpriced_ == 0 ? "" : fmt::format("at least: {} of {} without a price", unpriced_, all)});
  }

  // The packet and its net cost stand in the first row alone.
  void add_row(std::vector<std::string> cells) {
    const Figure net = figure_of(&net_);
    const bool is_first = rows_.empty();
    std::vector<std::string> front = {packet_.name, is_first ? net.value : "",
                                      is_first ? net.interval : ""};
    front.insert(front.end(), cells.begin(), cells.end());
    rows_.push_back({.cells = std::move(front), .repeats_first_cell = !is_first});
  }

  const Benchmark& packet_;
  const Metric& net_;
  const MapPrices& prices_;
  Interval sum_{};
  std::size_t unpriced_ = 0;
  std::vector<TableRow> rows_;
};

}  // namespace

std::vector<TableBlock> map_share_blocks(const Report& run, const Report& maps) {
  TableBlock block = block_named(
      "how much of a packet is its maps",
      {text_column("case"), number_column("net ns/packet"), interval_column("the net interval"),
       text_column("map operation"), number_column("a packet"), number_column("ns a packet"),
       interval_column("the interval"), number_column("share %"), text_column("priced as")});
  const MapPrices prices(maps);
  for (const Benchmark& packet : run.benchmarks) {
    const Metric* net = find_known_metric(packet, kNsPerPacketNet);
    if (net == nullptr || !packet.map_operations) continue;
    for (TableRow& row : PacketRows(packet, *net, prices).rows()) {
      block.rows.push_back(std::move(row));
    }
  }
  if (block.rows.empty()) return {};
  return {std::move(block)};
}

bool has_map_operations(const Report& run) {
  return std::any_of(run.benchmarks.begin(), run.benchmarks.end(),
                     [](const Benchmark& each) { return each.map_operations.has_value(); });
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/maps/map_advice.h"

#include <fmt/format.h>

#include <optional>

#include "harness/result/maps/map_rows.h"
#include "harness/result/metrics.h"
#include "harness/show/table/figures.h"
#include "harness/show/table/table_block.h"

namespace bpfmark {
namespace {

std::string type_of(const std::string& row) {
  const auto name = map_row_name(row);
  return name ? name->type : row;
}

TableBlock order_block(const Report& report) {
  TableBlock block = block_named(
      "which map for a lookup: each step of the often quoted order",
      {text_column("from"), text_column("to"), number_column("difference ns"),
       interval_column("the interval"), number_column("to, ns"), text_column("verdict")});
  for (const MapStep& step : report.map_steps) {
    const Figure figure = figure_of(step.difference_ns, step.ci_low_ns, step.ci_high_ns);
    const Metric* to = cost_of(find_row(report.benchmarks, step.to));
    block.rows.push_back(
        {.cells = {type_of(step.from), type_of(step.to), figure.value, figure.interval,
                   coarse_figure(to), verdict_text(step.verdict)}});
  }
  return block;
}

// Rows on more CPUs than one, each beside the row on one.
TableBlock cpus_block(const Report& report) {
  TableBlock block =
      block_named("on more CPUs at once: ns an operation",
                  {text_column("map operation"), number_column("alone"), number_column("together"),
                   interval_column("the interval"), number_column("times")});
  for (const Benchmark& benchmark : report.benchmarks) {
    const auto name = map_row_name(benchmark.name);
    const auto other = name ? on_one_cpu(*name) : std::nullopt;
    const Metric* together = cost_of(&benchmark);
    const Metric* alone = other ? cost_of(find_row(report.benchmarks, *other)) : nullptr;
    if (together == nullptr || alone == nullptr) continue;
    const Figure figure = figure_of(together);
    // Near zero a ratio says nothing.
    const bool has_ratio = alone->ci_low.value_or(0) > 0;
    block.rows.push_back(
        {.cells = {benchmark.name, coarse_figure(alone), figure.value, figure.interval,
                   has_ratio ? fmt::format("{:.1f}", *together->value / *alone->value) : ""}});
  }
  return block;
}

// The cost of the same operation one by one, at any number of entries; null: not measured.
const Metric* single_cost(const Report& report, const MapRowName& batch) {
  const auto single = one_by_one(batch.operation);
  if (!single) return nullptr;
  for (const Benchmark& benchmark : report.benchmarks) {
    const auto name = map_row_name(benchmark.name);
    if (!name || name->type != batch.type || name->operation != *single) continue;
    if (!name->sizes().contains("entries")) continue;
    if (const Metric* cost = cost_of(&benchmark)) return cost;
  }
  return nullptr;
}

// "user/hash/lookup_batch/..." beside "user/hash/lookup/...".
TableBlock batch_block(const Report& report) {
  TableBlock block = block_named(
      "user space: ns an element, one by one and in batches",
      {text_column("map operation"), number_column("one by one"), number_column("in batches"),
       interval_column("the interval"), number_column("times faster")});
  for (const Benchmark& benchmark : report.benchmarks) {
    const auto name = map_row_name(benchmark.name);
    const Metric* batch = cost_of(&benchmark);
    const Metric* single = name ? single_cost(report, *name) : nullptr;
    if (batch == nullptr || single == nullptr) continue;
    const Figure figure = figure_of(batch);
    block.rows.push_back(
        {.cells = {benchmark.name, coarse_figure(single), figure.value, figure.interval,
                   fmt::format("{:.1f}", *single->value / *batch->value)}});
  }
  return block;
}

// Rows of rings too small for what is offered to them.
TableBlock lost_block(const Report& report) {
  constexpr double kPercent = 100;
  TableBlock block =
      block_named("rings that overflow: what their reader never sees",
                  {text_column("map operation"), number_column("ns a record offered"),
                   number_column("lost %"), interval_column("the interval")});
  for (const Benchmark& benchmark : report.benchmarks) {
    const Metric* lost = find_known_metric(benchmark, kLostShare);
    const Metric* cost = cost_of(&benchmark);
    if (lost == nullptr || cost == nullptr) continue;
    const double value = *lost->value;
    const Figure figure = figure_of(kPercent * value, kPercent * lost->ci_low.value_or(value),
                                    kPercent * lost->ci_high.value_or(value));
    block.rows.push_back(
        {.cells = {benchmark.name, coarse_figure(cost), figure.value, figure.interval}});
  }
  return block;
}

}  // namespace

std::vector<TableBlock> advice_blocks(const Report& report) {
  std::vector<TableBlock> blocks = {order_block(report), cpus_block(report), batch_block(report),
                                    lost_block(report)};
  std::erase_if(blocks, [](const TableBlock& block) { return block.rows.empty(); });
  return blocks;
}

}  // namespace bpfmark

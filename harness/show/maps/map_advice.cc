// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/maps/map_advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "harness/result/metrics.h"
#include "harness/show/maps/map_rows.h"
#include "harness/show/table/figures.h"
#include "harness/show/table/table_block.h"
#include "harness/stats/interval.h"

namespace bpfmark {
namespace {

constexpr double kAlpha = 0.01;

// "hash/update/.../cpus:2/same" without that part.
std::optional<std::string> without_part(const std::string& name, std::string_view part) {
  const std::size_t at = name.find(part);
  if (at == std::string::npos) return std::nullopt;
  std::size_t end = name.find('/', at + 1);
  if (part == "/cpus:" && end != std::string::npos) end = name.find('/', end + 1);
  return name.substr(0, at) + (end == std::string::npos ? "" : name.substr(end));
}

// A row's cost in each placement, in hash lookups of the same placement; empty: cannot be told.
std::vector<double> in_yardsticks(const Benchmark& benchmark) {
  const Metric* cost = find_known_metric(benchmark, kNsPerOp);
  const Metric* yardstick = find_known_metric(benchmark, kNsPerOpYardstick);
  std::vector<double> ratios;
  if (cost == nullptr || yardstick == nullptr) return ratios;
  if (cost->placements.size() != yardstick->placements.size()) return ratios;
  for (std::size_t i = 0; i < cost->placements.size(); ++i) {
    if (yardstick->placements[i] <= 0) return {};
    ratios.push_back(cost->placements[i] / yardstick->placements[i]);
  }
  return ratios;
}

double scaled_by(const Benchmark& from, const Benchmark& to) {
  return (*find_known_metric(from, kNsPerOpYardstick)->value +
          *find_known_metric(to, kNsPerOpYardstick)->value) /
         2;
}

struct LadderStep {
  const Benchmark* from = nullptr;
  const Benchmark* to = nullptr;
  Interval difference;  // ns, at the mean speed of both
  double p_value = 1;
};

std::optional<LadderStep> step_between(const Benchmark* from, const Benchmark* to) {
  if (from == nullptr || to == nullptr) return std::nullopt;
  const auto result = welch(in_yardsticks(*from), in_yardsticks(*to), kConfidence);
  if (!result) return std::nullopt;
  const double scale = scaled_by(*from, *to);
  Interval difference = result->difference;
  difference.value *= scale;
  difference.low *= scale;
  difference.high *= scale;
  return LadderStep{from, to, difference, result->p_value};
}

std::string verdict_of(const LadderStep& step, double p_value) {
  const double dearer = std::max(*cost_of(step.from)->value, *cost_of(step.to)->value);
  const double threshold = std::max(kAdviceThresholdNs, kAdviceThresholdShare * dearer);
  const Interval& difference = step.difference;
  if (difference.low > -threshold && difference.high < threshold) return "tie";
  if (p_value > kAlpha) return "not resolved";
  if (difference.low > threshold) return "real step";
  if (difference.high < -threshold) return "real step, the other way";
  return "not resolved";
}

// The order that is often quoted, fastest first, at the sizes of the default rows.
const std::vector<std::string>& quoted_order() {
  static const std::vector<std::string> kOrder = {
      "array/lookup/entries:1024/value:8/hit/random",
      "percpu_array/lookup/entries:1024/value:8/hit/random",
      "hash/lookup/entries:1024/key:4/value:8/hit/random",
      "percpu_hash/lookup/entries:1024/key:4/value:8/hit/random",
      "lru_hash/lookup/entries:1024/key:4/value:8/hit/random",
      "lpm_trie/lookup/entries:1024/value:8/hit/random"};
  return kOrder;
}

std::string type_of(const Benchmark& benchmark) {
  return benchmark.name.substr(0, benchmark.name.find('/'));
}

TableBlock order_block(const Report& report) {
  TableBlock block = block_named(
      "which map for a lookup: each step of the often quoted order",
      {text_column("from"), text_column("to"), number_column("difference ns"),
       interval_column("the interval"), number_column("to, ns"), text_column("verdict")});
  std::vector<LadderStep> steps;
  std::vector<double> p_values;
  for (std::size_t i = 1; i < quoted_order().size(); ++i) {
    const auto step =
        step_between(find_row(report, quoted_order()[i - 1]), find_row(report, quoted_order()[i]));
    if (!step) continue;
    steps.push_back(*step);
    p_values.push_back(step->p_value);
  }
  const std::vector<double> adjusted = holm_adjusted(p_values);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Interval& difference = steps[i].difference;
    const Figure figure = figure_of(difference.value, difference.low, difference.high);
    block.rows.push_back(
        {.cells = {type_of(*steps[i].from), type_of(*steps[i].to), figure.value, figure.interval,
                   coarse_figure(cost_of(steps[i].to)), verdict_of(steps[i], adjusted[i])}});
  }
  return block;
}

// Rows that have a part in their name, each beside the row without it.
struct Pairing {
  std::string_view part;
  std::string headline;
  std::string with;
  std::string without;
};

TableBlock pair_block(const Report& report, const Pairing& pairing) {
  TableBlock block =
      block_named(pairing.headline, {text_column("map operation"), number_column(pairing.without),
                                     number_column(pairing.with), interval_column("the interval"),
                                     number_column("times")});
  for (const Benchmark& benchmark : report.benchmarks) {
    const auto alone = without_part(benchmark.name, pairing.part);
    const Metric* with = cost_of(&benchmark);
    const Metric* without = alone ? cost_of(find_row(report, *alone)) : nullptr;
    if (with == nullptr || without == nullptr) continue;
    const Figure figure = figure_of(with);
    // Near zero a ratio says nothing.
    const bool has_ratio = without->ci_low.value_or(0) > 0;
    block.rows.push_back(
        {.cells = {benchmark.name, coarse_figure(without), figure.value, figure.interval,
                   has_ratio ? fmt::format("{:.1f}", *with->value / *without->value) : ""}});
  }
  return block;
}

// "user/hash/lookup_batch/..." beside "user/hash/lookup/..." of the same number of entries.
TableBlock batch_block(const Report& report) {
  TableBlock block = block_named(
      "user space: ns an element, one by one and in batches",
      {text_column("map operation"), number_column("one by one"), number_column("in batches"),
       interval_column("the interval"), number_column("times faster")});
  for (const Benchmark& benchmark : report.benchmarks) {
    const std::size_t at = benchmark.name.find("_batch/");
    const Metric* batch = cost_of(&benchmark);
    if (at == std::string::npos || batch == nullptr) continue;
    const std::string single = benchmark.name.substr(0, at) + "/entries:";
    const auto found = std::find_if(
        report.benchmarks.begin(), report.benchmarks.end(),
        [&](const Benchmark& b) { return b.name.starts_with(single) && cost_of(&b) != nullptr; });
    if (found == report.benchmarks.end()) continue;
    const Figure figure = figure_of(batch);
    block.rows.push_back(
        {.cells = {benchmark.name, coarse_figure(cost_of(&*found)), figure.value, figure.interval,
                   fmt::format("{:.1f}", *cost_of(&*found)->value / *batch->value)}});
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
  std::vector<TableBlock> blocks = {
      order_block(report),
      pair_block(report, {"/cpus:", "on more CPUs at once: ns an operation", "together", "alone"}),
      batch_block(report), lost_block(report)};
  std::erase_if(blocks, [](const TableBlock& block) { return block.rows.empty(); });
  return blocks;
}

}  // namespace bpfmark

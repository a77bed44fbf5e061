// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/blocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "harness/result/metrics.h"
#include "harness/show/maps/map_advice.h"
#include "harness/show/table/figures.h"
#include "harness/show/table/table_block.h"

namespace bpfmark {
namespace {

constexpr std::size_t kMaxWord = 12;     // "inconclusive"; a file may hold any text as a unit
constexpr std::size_t kMaxReturns = 24;  // "DROP 12 %, PASS 88 %"

std::string or_unknown(const std::string& text) {
  return text.empty() ? "\u2014" : text;
}

bool has_timing(const Benchmark& benchmark, Regime regime) {
  return std::any_of(benchmark.metrics.begin(), benchmark.metrics.end(), [&](const auto& entry) {
    return !entry.second.exact && entry.second.value && regime_of(entry.first) == regime;
  });
}

// The benchmarks of each packet, both in the order of the report.
std::vector<std::vector<const Benchmark*>> by_packet(
    const std::vector<const Benchmark*>& benchmarks) {
  std::vector<std::vector<const Benchmark*>> groups;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const Benchmark* benchmark : benchmarks) {
    const auto [place, added] =
        places.try_emplace({benchmark->suite, benchmark->packet}, groups.size());
    if (added) groups.emplace_back();
    groups[place->second].push_back(benchmark);
  }
  return groups;
}

// Finds the comparison that belongs into a row, and remembers which were shown.
class Comparisons {
 public:
  explicit Comparisons(const Report& report) {
    for (const Comparison& comparison : report.comparisons) {
      by_row_[{comparison.name, comparison.metric}].push_back(&comparison);
      all_.push_back(&comparison);
    }
  }

  // Against `previous` if there is one such, else against whatever the row was compared with.
  const Comparison* take(const std::string& name, const std::string& metric,
                         const std::string& previous) {
    const auto found = by_row_.find({name, metric});
    if (found == by_row_.end()) return nullptr;
    const auto& candidates = found->second;
    const auto wanted = std::find_if(candidates.begin(), candidates.end(),
                                     [&](const auto* c) { return c->base == previous; });
    const Comparison* taken = wanted == candidates.end() ? candidates.front() : *wanted;
    shown_.insert(taken);
    return taken;
  }

  std::vector<const Comparison*> not_shown() const {
    std::vector<const Comparison*> rest;
    for (const Comparison* comparison : all_) {
      if (!shown_.contains(comparison)) rest.push_back(comparison);
    }
    return rest;
  }

 private:
  std::map<std::pair<std::string, std::string>, std::vector<const Comparison*>> by_row_;
  std::vector<const Comparison*> all_;
  std::set<const Comparison*> shown_;
};

std::string percent_cell(const Comparison& comparison) {
  const std::string percent = percent_of(comparison.ratio);
  return percent.empty() ? percent : fmt::format("({})", percent);
}

// Difference, interval, per cent, the base where it is not `previous`, verdict.
std::vector<std::string> change_cells(const Comparison* comparison, const Benchmark* previous) {
  if (comparison == nullptr) {
    return {previous == nullptr ? "" : "\u2014", "", "", "", ""};
  }
  const Figure change = change_of(*comparison);
  const bool other_base = previous == nullptr || previous->version != comparison->base;
  return {change.value, change.interval, percent_cell(*comparison),
          other_base ? "vs " + comparison->base : "", verdict_text(comparison->verdict)};
}

std::vector<TableColumn> program_columns() {
  return {
      {.header = "packet", .name = "packet", .shrinks = true},
      {.header = "version", .name = "version", .shrinks = true},
      {.header = "net ns/packet", .name = "net ns", .align = Align::decimal},
      {.header = "", .name = "the net interval", .drop_order = 9},
      {.header = "change vs previous", .name = "change", .align = Align::decimal, .drop_order = 10},
      {.header = "", .name = "the change's interval", .drop_order = 8},
      {.header = "", .name = "per cent", .align = Align::right, .drop_order = 6},
      {.header = "", .name = "the change's base", .drop_order = 7, .max = kMaxWord},
      {.header = "verdict", .name = "verdict", .is_verdict = true, .max = kMaxWord},
      {.header = "gross", .name = "gross", .align = Align::decimal, .drop_order = 5},
      {.header = "executed", .name = "executed", .align = Align::decimal, .drop_order = 4},
      {.header = "returns", .name = "returns", .drop_order = 5, .max = kMaxReturns},
      {.header = "drive", .name = "drive", .drop_order = 3, .max = kMaxWord},
      {.header = "insns", .name = "insns", .align = Align::right, .drop_order = 2},
      {.header = "bytes", .name = "bytes", .align = Align::right, .drop_order = 1},
  };
}

// Instructions per packet; empty where they were not counted.
std::string executed_cell(const Benchmark& benchmark) {
  const Metric* executed = find_metric(benchmark, kInsnsPerPacket);
  if (executed == nullptr) return {};
  if (!executed->value) return count_figure(executed);
  const double value = *executed->value;
  const std::string text = value == std::trunc(value) ? fmt::format("{:.0f}", value)
                                                      : fmt::format("{:.1f}", value);  // a mean
  return (executed->exact ? "" : "~") + text;
}

TableRow program_row(const Benchmark& benchmark, const Benchmark* previous, Regime regime,
                     Comparisons& comparisons) {
  const std::string net_name = metric_name(kNsPerPacketNet, regime);
  const Figure net = figure_of(find_metric(benchmark, net_name));
  const Comparison* comparison =
      comparisons.take(benchmark.name, net_name, previous == nullptr ? "" : previous->version);
  TableRow row;
  row.repeats_first_cell = previous != nullptr;
  row.cells = {or_unknown(benchmark.packet), or_unknown(benchmark.version), net.value,
               net.interval};
  for (std::string& cell : change_cells(comparison, previous)) row.cells.push_back(std::move(cell));
  row.cells.push_back(coarse_figure(find_metric(benchmark, metric_name(kNsPerPacket, regime))));
  row.cells.push_back(executed_cell(benchmark));
  row.cells.push_back(verdicts_figure(benchmark.verdicts));
  row.cells.push_back(or_unknown(benchmark.drive ? drive_name(*benchmark.drive) : ""));
  row.cells.push_back(count_figure(find_metric(benchmark, kXlatedInsns)));
  row.cells.push_back(count_figure(find_metric(benchmark, kJitedBytes)));
  return row;
}

TableBlock program_block(const std::vector<const Benchmark*>& benchmarks, Regime regime,
                         Comparisons& comparisons) {
  TableBlock block{.headline = {}, .columns = program_columns(), .rows = {}};
  for (const auto& group : by_packet(benchmarks)) {
    const Benchmark* previous = nullptr;
    for (const Benchmark* benchmark : group) {
      block.rows.push_back(program_row(*benchmark, previous, regime, comparisons));
      previous = benchmark;
    }
  }
  return block;
}

// In units of the yardstick: a hash lookup in the same rounds.
std::string yardsticks_of(const Benchmark& benchmark, Regime regime) {
  const Metric* cost = find_metric(benchmark, metric_name(kNsPerOp, regime));
  const Metric* yardstick = find_metric(benchmark, metric_name(kNsPerOpYardstick, regime));
  if (cost == nullptr || !cost->value || yardstick == nullptr || !yardstick->value) return {};
  if (*yardstick->value <= 0) return {};
  return fmt::format("{:.2f}", *cost->value / *yardstick->value);
}

TableBlock map_block(const std::vector<const Benchmark*>& benchmarks, Regime regime) {
  TableBlock block;
  block.columns = {
      {.header = "map operation", .name = "map operation", .shrinks = true},
      {.header = "value", .name = "value", .align = Align::decimal},
      {.header = "", .name = "the interval", .drop_order = 3},
      {.header = "unit", .name = "unit", .drop_order = 1, .max = kMaxWord},
      {.header = "hash lookups", .name = "lookups", .align = Align::decimal, .drop_order = 2}};
  for (const Benchmark* benchmark : benchmarks) {
    const std::size_t before = block.rows.size();
    for (const auto& [name, metric] : benchmark->metrics) {
      const MetricInfo info = metric_info(name);
      if (regime_of(name) != regime || info.role == MetricRole::yardstick) continue;
      const bool is_cost = info.name == kNsPerOp;
      const Figure figure = figure_of(&metric);
      block.rows.push_back(
          {.cells = {is_cost ? benchmark->name : fmt::format("{} {}", benchmark->name, info.name),
                     metric.exact ? count_figure(&metric) : figure.value, figure.interval,
                     metric.unit, is_cost ? yardsticks_of(*benchmark, regime) : ""}});
    }
    // Not measured: a warning says why, among the notes.
    if (block.rows.size() == before && regime == Regime::quiet) {
      block.rows.push_back({.cells = {benchmark->name, or_unknown(""), "", "", ""}});
    }
  }
  return block;
}

TableBlock comparison_block(const std::vector<const Comparison*>& comparisons) {
  TableBlock block{.headline = "comparisons", .columns = {}, .rows = {}};
  block.columns = {{.header = "benchmark", .name = "benchmark", .shrinks = true},
                   {.header = "metric", .name = "metric", .shrinks = true},
                   {.header = "base", .name = "base", .drop_order = 2, .shrinks = true},
                   {.header = "new", .name = "new", .drop_order = 1, .shrinks = true},
                   {.header = "change", .name = "change", .align = Align::decimal, .drop_order = 5},
                   {.header = "", .name = "the change's interval", .drop_order = 4},
                   {.header = "", .name = "per cent", .align = Align::right, .drop_order = 3},
                   {.header = "verdict", .name = "verdict", .is_verdict = true, .max = kMaxWord}};
  for (const Comparison* comparison : comparisons) {
    const Figure change = change_of(*comparison);
    block.rows.push_back({.cells = {comparison->name, comparison->metric, comparison->base,
                                    comparison->new_version, change.value, change.interval,
                                    percent_cell(*comparison), verdict_text(comparison->verdict)}});
  }
  return block;
}

std::string headline(const Report& report, std::string_view what, Regime regime) {
  std::string line = report.run.suite;
  for (const std::string& part :
       {std::string(what),
        std::string(regime == Regime::contended ? "contended regime" : "quiet regime")}) {
    if (!part.empty()) line += (line.empty() ? "" : " \u00b7 ") + part;
  }
  const std::optional<double> share = report.environment.contended_share;
  if (!share) return line;
  // One mode alone does not tell which regime it is.
  if (*share == 0 && report.environment.canary_quiet_ns) {
    return fmt::format("{} (the only one seen; canary {:.1f} ns)", line,
                       *report.environment.canary_quiet_ns);
  }
  if (regime == Regime::contended)
    return fmt::format("{} ({} of the time)", line, share_figure(*share));
  return fmt::format("{} (contended {} of the time)", line, share_figure(*share));
}

void drop_empty_columns(TableBlock& block) {
  for (std::size_t i = block.columns.size(); i-- > 0;) drop_if_empty(block, i);
}

}  // namespace

std::vector<TableBlock> blocks_of(const Report& report) {
  std::vector<TableBlock> blocks;
  Comparisons comparisons(report);
  for (const BenchmarkKind kind : {BenchmarkKind::program, BenchmarkKind::map_op}) {
    std::vector<const Benchmark*> of_kind;
    for (const Benchmark& benchmark : report.benchmarks) {
      if (benchmark.kind == kind) of_kind.push_back(&benchmark);
    }
    std::vector<const Benchmark*> contended = of_kind;
    std::erase_if(contended, [](const auto* b) { return !has_timing(*b, Regime::contended); });
    const bool seen_quiet = std::any_of(of_kind.begin(), of_kind.end(), [](const auto* b) {
      return has_timing(*b, Regime::quiet);
    });
    const bool is_program = kind == BenchmarkKind::program;
    // Where no quiet round was seen, a quiet block would hold nothing but unknown values.
    const std::pair<Regime, std::vector<const Benchmark*>> regimes[] = {
        {Regime::quiet,
         seen_quiet || contended.empty() ? of_kind : std::vector<const Benchmark*>{}},
        {Regime::contended, contended}};
    for (const auto& [regime, benchmarks] : regimes) {
      TableBlock block = is_program ? program_block(benchmarks, regime, comparisons)
                                    : map_block(benchmarks, regime);
      block.headline = headline(report, is_program ? "" : "map operations", regime);
      blocks.push_back(std::move(block));
    }
  }
  for (TableBlock& block : advice_blocks(report)) blocks.push_back(std::move(block));
  blocks.push_back(comparison_block(comparisons.not_shown()));
  std::erase_if(blocks, [](const TableBlock& block) { return block.rows.empty(); });
  for (TableBlock& block : blocks) drop_empty_columns(block);
  return blocks;
}

}  // namespace bpfmark

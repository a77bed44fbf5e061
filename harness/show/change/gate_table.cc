// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/change/gate_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/result/metrics.h"
#include "harness/show/markdown.h"
#include "harness/show/table/figures.h"
#include "harness/show/table/table_block.h"
#include "harness/show/table/text_table.h"
#include "harness/text/hexadecimal.h"
#include "harness/text/text_width.h"

namespace bpfmark {
namespace {

constexpr std::size_t kShownPacketBytes = 64;

Metric metric_of(std::optional<double> value) {
  Metric metric;
  metric.value = value;
  return metric;
}

std::vector<TableColumn> row_columns(const char* what, const char* unit) {
  return {{.header = what, .name = what, .shrinks = true},
          {.header = fmt::format("base {}", unit),
           .name = "base",
           .align = Align::decimal,
           .drop_order = 3},
          {.header = fmt::format("new {}", unit),
           .name = "new",
           .align = Align::decimal,
           .drop_order = 4},
          {.header = "change", .name = "change", .align = Align::decimal},
          {.header = "", .name = "interval"},
          {.header = "", .name = "percent", .align = Align::right, .drop_order = 2},
          {.header = "verdict", .name = "verdict", .is_verdict = true},
          {.header = "returns", .name = "returns", .drop_order = 1, .shrinks = true}};
}

TableRow row_of(const Comparison& row) {
  const Figure change = change_of(row);
  const Metric base = metric_of(row.base_value);
  const Metric new_row = metric_of(row.new_value);
  const bool exact = row.exact;
  const std::string percent = percent_of(row.ratio);
  const bool contended = regime_of(row.metric) == Regime::contended;
  std::string name = exact ? fmt::format("{} {}", row.name, row.metric) : row.name;
  if (contended) name += " (contended)";
  return {.cells = {name, exact ? count_figure(&base) : coarse_figure(&base),
                    exact ? count_figure(&new_row) : coarse_figure(&new_row), change.value,
                    change.interval, percent.empty() ? "" : "(" + percent + ")",
                    verdict_text(row.verdict) + (row.counts ? "" : "*"),
                    exact ? "" : verdicts_change(row)}};
}

std::string words_for(const std::string& metric) {
  const MetricInfo info = metric_info(metric);
  return std::string(info.words.empty() ? info.name : info.words);
}

// A table for each metric, in the order of the rows: a table has one unit. Both regimes of a metric
// stand in one.
std::vector<TableBlock> timed_blocks(const GateReport& report) {
  std::vector<std::string> metrics;
  std::vector<TableBlock> blocks;
  for (const Comparison& row : report.comparisons) {
    if (row.exact) continue;
    const std::string metric = without_regime(row.metric);
    const auto found = std::find(metrics.begin(), metrics.end(), metric);
    const auto index = static_cast<std::size_t>(found - metrics.begin());
    if (found == metrics.end()) {
      metrics.push_back(metric);
      blocks.push_back(
          {.headline =
               fmt::format("{} against {}, {}", report.new_version, report.base, words_for(metric)),
           .columns = row_columns(metric == kNsPerOp ? "operation" : "packet", row.unit.c_str()),
           .rows = {}});
    }
    blocks[index].rows.push_back(row_of(row));
  }
  return blocks;
}

TableBlock exact_block(const GateReport& report) {
  TableBlock block{
      .headline = "exact metrics that changed", .columns = row_columns("metric", ""), .rows = {}};
  for (const Comparison& row : report.comparisons) {
    if (row.exact && row.difference != 0.0) block.rows.push_back(row_of(row));
  }
  return block;
}

TableBlock behaviour_block(const GateReport& report) {
  TableBlock block{.headline = "behaviour that changed",
                   .columns = {{.header = "packet", .name = "packet", .shrinks = true},
                               {.header = "change", .name = "change", .shrinks = true}},
                   .rows = {}};
  for (const BehaviourDifference& each : report.behaviour) {
    const std::string where = each.frames > 1 ? fmt::format(" (on {} frames, first on number {})",
                                                            each.frames, each.first_frame + 1)
                                              : "";
    block.rows.push_back({.cells = {each.name, each.what + where}});
  }
  return block;
}

std::vector<TableBlock> blocks_of_gate(const GateReport& report) {
  std::vector<TableBlock> blocks = timed_blocks(report);
  for (TableBlock& block : std::vector<TableBlock>{exact_block(report), behaviour_block(report)}) {
    if (!block.rows.empty()) blocks.push_back(std::move(block));
  }
  // What packets return is not known of all rows.
  for (TableBlock& block : blocks) drop_if_empty(block, block.columns.size() - 1);
  return blocks;
}

std::vector<std::string> notes_of_gate(const GateReport& report) {
  std::vector<std::string> notes = report.notes;
  for (const Comparison& row : report.comparisons) {
    if (!row.note.empty()) notes.push_back(fmt::format("{}: {}", row.name, row.note));
  }
  for (const BehaviourDifference& each : report.behaviour) {
    notes.push_back(fmt::format("{}: the packet that shows it: {}", each.name,
                                hexadecimal(each.packet, kShownPacketBytes)));
  }
  const bool shown_only =
      std::any_of(report.comparisons.begin(), report.comparisons.end(),
                  [](const Comparison& row) { return !row.counts && row.difference != 0.0; });
  if (shown_only) notes.emplace_back("* shown, but does not count for the verdict (policy)");
  notes.push_back(
      fmt::format("± is the {:g} % interval for all rows and looks together", kConfidence * 100));
  notes.push_back(gate_summary(report));
  return notes;
}

const char* nothing_counts(const GateReport& report) {
  return report.comparisons.empty() ? "nothing was compared"
                                    : "no row counts: let one, by \"counts\" in the policy";
}

std::string escaped_for_command(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '%') {
      out += "%25";
    } else if (c == '\r') {
      out += "%0D";
    } else if (c == '\n') {
      out += "%0A";
    } else {
      out += c;
    }
  }
  return out;
}

std::string annotation_of(const Comparison& row) {
  const Figure change = change_of(row);
  return escaped_for_command(fmt::format("{} {}: {} {} {} {}{}{}", row.name, row.metric,
                                         verdict_text(row.verdict), change.value, change.interval,
                                         row.unit, row.note.empty() ? "" : ": ", row.note));
}

}  // namespace

std::string gate_summary(const GateReport& report) {
  std::vector<std::string> counts;
  for (const Verdict verdict : kVerdictsByWeight) {
    const auto count =
        std::count_if(report.comparisons.begin(), report.comparisons.end(),
                      [&](const Comparison& row) { return row.counts && row.verdict == verdict; });
    if (count > 0) counts.push_back(fmt::format("{} {}", count, verdict_text(verdict)));
  }
  const std::string behaviour =
      report.behaviour.empty()
          ? ""
          : fmt::format("; {} difference{} of behaviour", report.behaviour.size(),
                        report.behaviour.size() == 1 ? "" : "s");
  return fmt::format(
      "verdict: {} ({}{})", verdict_text(overall_verdict(report)),
      counts.empty() ? nothing_counts(report) : fmt::format("{}", fmt::join(counts, ", ")),
      behaviour);
}

std::string gate_to_table(const GateReport& report, const TableStyle& style) {
  return blocks_to_table(blocks_of_gate(report), notes_of_gate(report), style);
}

std::string gate_to_markdown(const GateReport& report) {
  return blocks_to_markdown(blocks_of_gate(report), notes_of_gate(report));
}

std::string gate_annotations(const GateReport& report) {
  std::string text;
  for (const Comparison& row : report.comparisons) {
    if (!row.counts) continue;
    if (row.verdict == Verdict::regressed)
      text += fmt::format("::error title=bpfmark::{}\n", annotation_of(row));
    if (row.verdict == Verdict::inconclusive)
      text += fmt::format("::warning title=bpfmark::{}\n", annotation_of(row));
  }
  for (const BehaviourDifference& each : report.behaviour) {
    text += fmt::format("::{} title=bpfmark::{}\n",
                        report.same_behaviour_expected ? "error" : "warning",
                        escaped_for_command(fmt::format("{}: {}", each.name, each.what)));
  }
  return text;
}

}  // namespace bpfmark

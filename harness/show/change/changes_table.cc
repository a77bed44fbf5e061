// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/change/changes_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/json/json_values.h"
#include "harness/show/markdown.h"
#include "harness/show/table/figures.h"
#include "harness/show/table/table_block.h"
#include "harness/show/table/text_table.h"

namespace bpfmark {
namespace {

constexpr std::size_t kShortCommit = 10;

std::string commit_of(const HistoryRun& run) {
  return run.run.git ? run.run.git->commit : "";
}

std::string commit_cell(const HistoryRun& run) {
  if (!run.run.git) return run.run.id;
  return run.run.git->commit.substr(0, kShortCommit) + (run.run.git->dirty ? "+" : "");
}

// The row as the comparison of two levels, so that figures read as everywhere else.
Comparison as_comparison(const HistoryChange& change) {
  Comparison row;
  row.difference = change.after - change.before;
  if (change.difference) {
    row.ci_low = change.difference->low;
    row.ci_high = change.difference->high;
  }
  if (change.before > 0) row.ratio = change.after / change.before;
  return row;
}

std::string level(double value, bool exact) {
  Metric metric;
  metric.value = value;
  return exact ? count_figure(&metric) : figure_of(&metric).value;
}

TableRow change_row(const History& history, const HistoryChange& change) {
  const Series& series = history.series[change.series];
  const HistoryRun& run = history.runs[change.first_run];
  const Comparison row = as_comparison(change);
  const Figure figure = change_of(row);
  const std::string percent = percent_of(row.ratio);
  return {.cells = {commit_cell(run), run.run.started_at.substr(0, 10), series.name, series.metric,
                    level(change.before, series.exact), level(change.after, series.exact),
                    figure.value, figure.interval,
                    percent.empty() ? "" : fmt::format("({})", percent),
                    verdict_text(change.verdict) + (change.counts ? "" : "*")}};
}

std::vector<TableBlock> change_blocks(const History& history,
                                      const std::vector<HistoryChange>& changes) {
  TableBlock block{
      .headline = "where the history changed",
      .columns = {{.header = "commit", .name = "commit"},
                  {.header = "run on", .name = "date", .drop_order = 4},
                  {.header = "series", .name = "series", .shrinks = true},
                  {.header = "metric", .name = "metric", .drop_order = 6},
                  {.header = "before", .name = "before", .align = Align::decimal, .drop_order = 3},
                  {.header = "after", .name = "after", .align = Align::decimal, .drop_order = 5},
                  {.header = "change", .name = "change", .align = Align::decimal},
                  {.header = "", .name = "the interval", .drop_order = 2},
                  {.header = "", .name = "per cent", .align = Align::right, .drop_order = 1},
                  {.header = "verdict", .name = "verdict", .is_verdict = true}},
      .rows = {}};
  for (const HistoryChange& change : changes) block.rows.push_back(change_row(history, change));
  if (block.rows.empty()) return {};
  return {block};
}

std::vector<std::string> change_notes(const History& history,
                                      const std::vector<HistoryChange>& changes) {
  const auto left_out = std::count_if(history.runs.begin(), history.runs.end(),
                                      [](const HistoryRun& run) { return run.other_regime; });
  std::vector<std::string> notes = {fmt::format("{} runs, {} series: {} changes",
                                                history.runs.size(), history.series.size(),
                                                changes.size())};
  for (const HistoryChange& change : changes) {
    const auto became = environment_changes(history, change.last_run, change.first_run);
    if (became.empty()) continue;
    notes.push_back(fmt::format("at {} the environment changed too: {}",
                                commit_cell(history.runs[change.first_run]),
                                fmt::join(became, ", ")));
  }
  notes.erase(std::unique(notes.begin(), notes.end()), notes.end());
  for (const std::uint32_t run : runs_with_other_slots(history)) {
    notes.push_back(fmt::format(
        "at {} the way of measuring changed (slots): times before and after are not compared",
        commit_cell(history.runs[run])));
  }
  if (left_out > 0) {
    notes.push_back(
        fmt::format("{} runs in another regime (by their canary) are left out", left_out));
  }
  if (std::any_of(changes.begin(), changes.end(), [](const auto& c) { return !c.counts; })) {
    notes.emplace_back("* shown, but does not count (policy)");
  }
  if (!changes.empty()) {
    notes.push_back(fmt::format("\u00b1 is the {:g} % interval of the difference of the two levels",
                                kConfidence * 100));
  }
  return notes;
}

OrderedJson change_json(const History& history, const HistoryChange& change) {
  const Series& series = history.series[change.series];
  const HistoryRun& run = history.runs[change.first_run];
  const Comparison row = as_comparison(change);
  return OrderedJson{
      {"name", series.name},
      {"metric", series.metric},
      {"unit", json_text(series.unit)},
      {"exact", series.exact},
      {"suite", json_text(series.suite)},
      {"fingerprint", series.fingerprint},
      {"commit", json_text(commit_of(run))},
      {"started_at", run.run.started_at},
      {"previous_commit", json_text(commit_of(history.runs[change.last_run]))},
      {"before", json_number(change.before)},
      {"after", json_number(change.after)},
      {"difference", json_number(row.difference)},
      {"ci_low", json_number(row.ci_low)},
      {"ci_high", json_number(row.ci_high)},
      {"ratio", json_number(row.ratio)},
      {"p_value", json_number(change.p_value)},
      {"counts", change.counts},
      {"verdict", verdict_text(change.verdict)},
      {"environment", environment_changes(history, change.last_run, change.first_run)}};
}

}  // namespace

std::vector<std::string> environment_changes(const History& history, std::size_t before,
                                             std::size_t after) {
  const HistoryRun& old_run = history.runs[before];
  const HistoryRun& new_run = history.runs[after];
  const Environment& a = history.environments[old_run.environment];
  const Environment& b = history.environments[new_run.environment];
  std::vector<std::string> parts;
  const auto compare = [&parts](const char* what, const std::string& x, const std::string& y) {
    if (x != y) parts.push_back(fmt::format("{} {} became {}", what, x, y));
  };
  compare("kernel", a.kernel, b.kernel);
  compare("clang", a.clang.value_or("unknown"), b.clang.value_or("unknown"));
  compare("libbpf", a.libbpf, b.libbpf);
  compare("governor", a.governor.value_or("unknown"), b.governor.value_or("unknown"));
  compare("mitigations", a.mitigations.value_or("unknown"), b.mitigations.value_or("unknown"));
  compare("bpfmark", old_run.tool_version, new_run.tool_version);
  return parts;
}

std::string changes_to_table(const History& history, const std::vector<HistoryChange>& changes,
                             const TableStyle& style) {
  return blocks_to_table(change_blocks(history, changes), change_notes(history, changes), style);
}

std::string changes_to_markdown(const History& history, const std::vector<HistoryChange>& changes) {
  return blocks_to_markdown(change_blocks(history, changes), change_notes(history, changes));
}

std::string changes_to_json(const History& history, const std::vector<HistoryChange>& changes) {
  OrderedJson list = OrderedJson::array();
  for (const HistoryChange& change : changes) list.push_back(change_json(history, change));
  const OrderedJson document{{"runs", history.runs.size()},
                             {"series", history.series.size()},
                             {"changes", std::move(list)}};
  return json_dump(document, 2) + "\n";
}

}  // namespace bpfmark

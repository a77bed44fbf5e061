// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/dashboard/page_data.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "harness/dashboard/profile_data.h"
#include "harness/json/json_values.h"
#include "harness/result/file/comparison_json.h"
#include "harness/result/file/report_parts.h"
#include "harness/result/metrics.h"
#include "harness/show/change/changes_table.h"

namespace bpfmark {
namespace {

// Net says what gross does, and is the smaller number: a trend of both would be twice the file.
bool has_trend(const Series& series) {
  return series.exact || metric_info(series.metric).role != MetricRole::gross;
}

// Six digits, without the zeros and exponents that would only take room.
void append_number(std::string& text, double value, int digits) {
  fmt::format_to(std::back_inserter(text), "{:.{}g}", value, digits);
}

// Runs as differences, values, and how far the interval reaches below and above (the latter only
// where it differs). An exact series holds the points where it changed, and its last one.
std::string points_json(const Series& series) {
  std::string runs;
  std::string values;
  std::string below;
  std::string above;
  std::uint32_t last_run = 0;
  const std::vector<HistoryPoint>& points = series.points;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const HistoryPoint& point = points[i];
    const bool edge = i == 0 || i + 1 == points.size();
    if (series.exact && !edge && point.value == points[i - 1].value) continue;
    const char* comma = runs.empty() ? "" : ",";
    fmt::format_to(std::back_inserter(runs), "{}{}", comma, point.run - last_run);
    last_run = point.run;
    values += comma;
    append_number(values, point.value, series.exact ? 15 : 6);
    if (series.exact) continue;
    below += comma;
    append_number(below, point.value - static_cast<double>(point.low), 3);
    above += comma;
    append_number(above, static_cast<double>(point.high) - point.value, 3);
  }
  const std::string interval = series.exact ? "" : fmt::format(",\"b\":[{}]", below);
  const std::string other = above == below ? "" : fmt::format(",\"a\":[{}]", above);
  return fmt::format("{{\"r\":[{}],\"v\":[{}]{}{}}}", runs, values, interval, other);
}

OrderedJson git_fields(const std::optional<Git>& git) {
  if (!git) return nullptr;
  return OrderedJson::array({git->commit, git->branch, git->dirty, git->subject.value_or(""),
                             git->author.value_or(""), git->repository.value_or("")});
}

// Arrays in place of objects: there may be 10,000 of them.
OrderedJson runs_json(const History& history) {
  OrderedJson runs = OrderedJson::array();
  for (const HistoryRun& each : history.runs) {
    runs.push_back(
        OrderedJson::array({each.run.started_at, each.environment, each.run.suite,
                            each.other_regime, each.tool_version, git_fields(each.run.git)}));
  }
  return runs;
}

OrderedJson metric_json(const Metric& metric) {
  const std::size_t placements =
      metric.placements.empty() ? metric.omitted_placements : metric.placements.size();
  return OrderedJson{{"value", json_number(metric.value)},
                     {"unit", metric.unit},
                     {"exact", metric.exact},
                     {"low", json_number(metric.ci_low)},
                     {"high", json_number(metric.ci_high)},
                     {"placements", placements},
                     {"confidence", json_number(metric.confidence)}};
}

OrderedJson row_of_page(const Benchmark& benchmark) {
  OrderedJson metrics = OrderedJson::object();
  for (const auto& [name, metric] : benchmark.metrics) metrics[name] = metric_json(metric);
  return OrderedJson{{"name", benchmark.name},
                     {"kind", kind_name(benchmark.kind)},
                     {"version", benchmark.version},
                     {"packet", benchmark.packet},
                     {"drive", drive_json(benchmark.drive)},
                     {"verdicts", benchmark.verdicts},
                     {"tag", benchmark.program ? benchmark.program->tag : ""},
                     {"stopped", stop_json(benchmark.stopped)},
                     {"warnings", benchmark.warnings},
                     {"notes", benchmark.notes},
                     {"metrics", std::move(metrics)}};
}

OrderedJson latest_json(const History& history) {
  OrderedJson list = OrderedJson::array();
  for (const Report& report : history.latest) {
    OrderedJson rows = OrderedJson::array();
    for (const Benchmark& benchmark : report.benchmarks) rows.push_back(row_of_page(benchmark));
    OrderedJson comparisons = OrderedJson::array();
    for (const Comparison& each : report.comparisons) comparisons.push_back(comparison_json(each));
    list.push_back(OrderedJson{{"suite", report.run.suite},
                               {"started_at", report.run.started_at},
                               {"git", git_fields(report.run.git)},
                               {"environment", environment_json(report.environment)},
                               {"rows", std::move(rows)},
                               {"comparisons", std::move(comparisons)}});
  }
  return list;
}

OrderedJson series_json(const Series& series, std::size_t place) {
  return OrderedJson{
      {"id", place},
      {"machine", series.fingerprint},
      {"suite", series.suite},
      {"name", series.name},
      {"kind", kind_name(series.kind)},
      {"metric", series.metric},
      {"unit", series.unit},
      {"exact", series.exact},
      {"count", series.points.size()},
      {"last", json_number(series.points.empty() ? std::nullopt
                                                 : std::optional(series.points.back().value))}};
}

OrderedJson changes_json(const History& history, const std::vector<HistoryChange>& changes) {
  OrderedJson list = OrderedJson::array();
  for (const HistoryChange& change : changes) {
    OrderedJson json{
        {"series", change.series},
        {"last", change.last_run},
        {"run", change.first_run},
        {"before", json_number(change.before)},
        {"after", json_number(change.after)},
        {"low", nullptr},
        {"high", nullptr},
        {"p", json_number(change.p_value)},
        {"counts", change.counts},
        {"verdict", verdict_text(change.verdict)},
        {"environment", environment_changes(history, change.last_run, change.first_run)}};
    if (change.difference) {
      json["low"] = json_number(change.difference->low);
      json["high"] = json_number(change.difference->high);
    }
    list.push_back(std::move(json));
  }
  return list;
}

// Where a machine's environment became another, from one of its runs to the next.
OrderedJson marks_json(const History& history) {
  std::map<std::string, std::uint32_t> last;
  OrderedJson list = OrderedJson::array();
  for (std::uint32_t i = 0; i < history.runs.size(); ++i) {
    const std::string& machine = history.environments[history.runs[i].environment].fingerprint;
    const auto [before, first] = last.try_emplace(machine, i);
    const auto became = environment_changes(history, before->second, i);
    if (!became.empty()) {
      list.push_back(OrderedJson{{"run", i}, {"machine", machine}, {"became", became}});
    }
    before->second = i;
  }
  return list;
}

std::string without_markup(const std::string& json) {
  std::string safe;
  safe.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      safe += "\\u003c";
    } else {
      safe += c;
    }
  }
  return safe;
}

void append_block(std::string& text, const std::string& id, const std::string& json) {
  text += fmt::format("<script type=\"application/json\" id=\"{}\">", id);
  text += without_markup(json);
  text += "</script>\n";
}

}  // namespace

std::string page_data(const History& history, const std::vector<HistoryChange>& changes,
                      const std::vector<AnnotatedProfile>& profiles, const std::string& title) {
  OrderedJson environments = OrderedJson::array();
  for (const Environment& each : history.environments) {
    environments.push_back(environment_json(each));
  }
  OrderedJson series = OrderedJson::array();
  for (std::size_t i = 0; i < history.series.size(); ++i) {
    if (has_trend(history.series[i])) series.push_back(series_json(history.series[i], i));
  }
  OrderedJson shown = OrderedJson::array();
  for (const AnnotatedProfile& each : profiles) shown.push_back(profile_of_page(each));
  const OrderedJson document{{"title", title},
                             {"environments", std::move(environments)},
                             {"runs", runs_json(history)},
                             {"latest", latest_json(history)},
                             {"series", std::move(series)},
                             {"changes", changes_json(history, changes)},
                             {"marks", marks_json(history)},
                             {"profiles", std::move(shown)}};
  std::string text;
  append_block(text, "data", json_dump(document, -1));
  for (std::size_t i = 0; i < history.series.size(); ++i) {
    if (!has_trend(history.series[i])) continue;
    append_block(text, fmt::format("s{}", i), points_json(history.series[i]));
  }
  return text;
}

}  // namespace bpfmark

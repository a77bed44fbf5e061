// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/export/csv.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <optional>
#include <string_view>
#include <vector>

namespace bpfmark {
namespace {

constexpr std::string_view kHeader =
    "suite,name,kind,version,packet,drive,metric,value,unit,exact,ci_low,ci_high,confidence,"
    "placements,rounds,stopped,verdicts\r\n";

constexpr std::string_view kRunHeader =
    "started_at,run_id,repository,branch,commit,dirty,fingerprint,kernel,arch,contended_share,";

// Against formula injection (OWASP, "CSV Injection"); then quoted as RFC 4180 says.
std::string text_cell(std::string_view text) {
  const bool is_formula =
      !text.empty() && std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos;
  std::string cell = is_formula ? "'" : "";
  cell += text;
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

std::string number_cell(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? fmt::format("{}", *value) : "";
}

// "DROP 0.125; PASS 0.875"
std::string verdicts_text(const std::map<std::string, double>& verdicts) {
  std::string text;
  for (const auto& [word, share] : verdicts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", word, share);
  }
  return text;
}

std::string row(const Benchmark& benchmark, const std::string& name, const Metric& metric) {
  const std::vector<std::string> cells = {
      text_cell(benchmark.suite),
      text_cell(benchmark.name),
      kind_name(benchmark.kind),
      text_cell(benchmark.version),
      text_cell(benchmark.packet),
      benchmark.drive ? drive_name(*benchmark.drive) : "",
      text_cell(name),
      number_cell(metric.value),
      text_cell(metric.unit),
      metric.exact ? "true" : "false",
      number_cell(metric.ci_low),
      number_cell(metric.ci_high),
      number_cell(metric.confidence),
      fmt::format("{}",
                  metric.placements.empty() ? metric.omitted_placements : metric.placements.size()),
      metric.rounds ? fmt::format("{}", *metric.rounds) : "",
      benchmark.stopped ? stop_name(*benchmark.stopped) : "",
      text_cell(verdicts_text(benchmark.verdicts))};
  return fmt::format("{}\r\n", fmt::join(cells, ","));
}

std::string run_cells(const Report& report) {
  const Git git = report.run.git.value_or(Git());
  const std::vector<std::string> cells = {text_cell(report.run.started_at),
                                          text_cell(report.run.id),
                                          text_cell(git.repository.value_or("")),
                                          text_cell(git.branch),
                                          text_cell(git.commit),
                                          report.run.git ? (git.dirty ? "true" : "false") : "",
                                          text_cell(report.environment.fingerprint),
                                          text_cell(report.environment.kernel),
                                          text_cell(report.environment.arch),
                                          number_cell(report.environment.contended_share)};
  return fmt::format("{},", fmt::join(cells, ","));
}

void add_rows(const Report& report, const std::string& before, std::string& text) {
  for (const Benchmark& benchmark : report.benchmarks) {
    for (const auto& [name, metric] : benchmark.metrics) {
      text += before + row(benchmark, name, metric);
    }
  }
}

}  // namespace

std::string report_to_csv(const Report& report) {
  std::string text(kHeader);
  add_rows(report, "", text);
  return text;
}

std::string reports_to_csv(const std::vector<Report>& reports) {
  std::string text = fmt::format("{}{}", kRunHeader, kHeader);
  for (const Report& report : reports) add_rows(report, run_cells(report), text);
  return text;
}

}  // namespace bpfmark

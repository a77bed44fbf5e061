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
    "placements,rounds,stopped\r\n";

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

std::string row(const Benchmark& benchmark, const std::string& name, const Metric& metric) {
  const std::vector<std::string> cells = {text_cell(benchmark.suite),
                                          text_cell(benchmark.name),
                                          text_cell(benchmark.kind),
                                          text_cell(benchmark.version),
                                          text_cell(benchmark.packet),
                                          text_cell(benchmark.drive.value_or("")),
                                          text_cell(name),
                                          number_cell(metric.value),
                                          text_cell(metric.unit),
                                          metric.exact ? "true" : "false",
                                          number_cell(metric.ci_low),
                                          number_cell(metric.ci_high),
                                          number_cell(metric.confidence),
                                          fmt::format("{}", metric.placements.size()),
                                          metric.rounds ? fmt::format("{}", *metric.rounds) : "",
                                          text_cell(benchmark.stopped.value_or(""))};
  return fmt::format("{}\r\n", fmt::join(cells, ","));
}

}  // namespace

std::string report_to_csv(const Report& report) {
  std::string text(kHeader);
  for (const Benchmark& benchmark : report.benchmarks) {
    for (const auto& [name, metric] : benchmark.metrics) text += row(benchmark, name, metric);
  }
  return text;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "harness/base/file.h"
#include "harness/json/json_reader.h"
#include "harness/result/file/history_form.h"
#include "harness/result/file/report_json.h"
#include "harness/result/file/report_parts.h"
#include "harness/result/maps/map_steps.h"

namespace bpfmark {
namespace {

// Tables show the value and verdicts come from the placements: one of them was edited by hand.
void check_placements(const ReportObject& object, const Metric& metric) {
  if (!metric.value || metric.placements.empty()) return;
  double sum = 0;
  double largest = 0;
  for (const double each : metric.placements) {
    sum += each;
    largest = std::max(largest, std::abs(each));
  }
  const double mean = sum / static_cast<double>(metric.placements.size());
  if (std::abs(mean - *metric.value) <= 1e-6 * largest) return;
  object.complain("value", fmt::format("is {}, but its placements have the mean {}: measure again",
                                       *metric.value, mean));
}

Metric read_metric(const std::string& name, const ReportObject& object) {
  Metric metric;
  metric.value = object.number_or_null("value");
  metric.unit = object.text("unit");
  metric.exact = object.boolean("exact");
  metric.ci_low = object.number_or_null("ci_low");
  metric.ci_high = object.number_or_null("ci_high");
  metric.confidence = share_or_null(object, "confidence");
  metric.placements = object.numbers("placements");
  metric.rounds = object.count_or_null("rounds");
  check_kind(name, object, metric.unit, metric.exact);
  check_metric(name, object, metric);
  check_placements(object, metric);
  return metric;
}

MapOperation read_map_operation(const ReportObject& object) {
  MapOperation operation;
  operation.helper = object.text("helper");
  operation.map = object.text_or_null("map").value_or("");
  operation.map_type = object.text_or_null("map_type").value_or("");
  operation.key_bytes = object.count_or_null("key_bytes");
  operation.value_bytes = object.count_or_null("value_bytes");
  operation.max_entries = object.count_or_null("max_entries");
  operation.calls_per_packet = object.number("calls_per_packet");
  if (!(operation.calls_per_packet > 0)) {
    object.complain("calls_per_packet",
                    fmt::format("is {}, expected more than 0", operation.calls_per_packet));
  }
  return operation;
}

Benchmark read_benchmark(const ReportObject& object) {
  Benchmark benchmark = read_benchmark_head(object);
  if (const auto program = object.object_or_null("program")) {
    benchmark.program = read_program(*program);
  }
  object.for_each_member("metrics", [&](const std::string& name, const ReportObject& metric) {
    benchmark.metrics[name] = read_metric(name, metric);
  });
  if (object.has_value("map_operations")) {
    benchmark.map_operations.emplace();
    object.for_each_item("map_operations", [&](const ReportObject& operation) {
      benchmark.map_operations->push_back(read_map_operation(operation));
    });
  }
  if (object.has("stopped")) {
    benchmark.stopped = read_word_or_null(object, "stopped", kStopWords);
  }
  if (object.has("warnings")) benchmark.warnings = object.texts("warnings");
  if (object.has("notes")) benchmark.notes = object.texts("notes");
  return benchmark;
}

Comparison read_comparison(const ReportObject& object) {
  Comparison comparison;
  comparison.name = object.text("name");
  comparison.metric = object.text("metric");
  if (object.has("unit")) comparison.unit = object.text_or_null("unit").value_or("");
  if (object.has("exact")) comparison.exact = object.boolean("exact");
  comparison.base = object.text("base");
  comparison.new_version = object.text("new");
  comparison.base_verdicts = read_verdicts(object, "base_verdicts");
  comparison.new_verdicts = read_verdicts(object, "new_verdicts");
  if (object.has("base_value")) comparison.base_value = object.number_or_null("base_value");
  if (object.has("new_value")) comparison.new_value = object.number_or_null("new_value");
  comparison.ratio = object.number_or_null("ratio");
  comparison.difference = object.number_or_null("difference");
  comparison.ci_low = object.number_or_null("ci_low");
  comparison.ci_high = object.number_or_null("ci_high");
  comparison.p_value = share_or_null(object, "p_value");
  if (object.has("threshold")) comparison.threshold = object.number_or_null("threshold");
  if (object.has("counts")) comparison.counts = object.boolean("counts");
  if (object.has("note")) comparison.note = object.text_or_null("note").value_or("");
  comparison.verdict = read_word(object, "verdict", kVerdictWords);
  check_interval(object, "difference", comparison.difference, comparison.ci_low,
                 comparison.ci_high);
  return comparison;
}

MapStep read_map_step(const ReportObject& object) {
  MapStep step;
  step.from = object.text("from");
  step.to = object.text("to");
  object.one_of("unit", {"ns"});
  step.difference_ns = object.number("difference");
  step.ci_low_ns = object.number("ci_low");
  step.ci_high_ns = object.number("ci_high");
  step.p_value = share_or_null(object, "p_value").value_or(1);
  step.threshold_ns = object.number("threshold");
  step.verdict = read_word(object, "verdict", kStepWords);
  check_interval(object, "difference", step.difference_ns, step.ci_low_ns, step.ci_high_ns);
  return step;
}

// Files that are older than the key do not say: then it is told from their rows.
std::vector<MapStep> read_map_steps(const ReportObject& document,
                                    const std::vector<Benchmark>& rows) {
  if (!document.has("map_steps")) return map_steps(rows);
  std::vector<MapStep> steps;
  document.for_each_item("map_steps",
                         [&](const ReportObject& item) { steps.push_back(read_map_step(item)); });
  return steps;
}

void check_schema_version(const ReportObject& document) {
  if (!document.has("schema_version")) {
    document.complain("schema_version",
                      "is missing: expected a result file, as `bpfmark run -o FILE` writes");
    return;
  }
  const std::uint64_t version = document.count("schema_version");
  if (version == kReportSchemaVersion) return;
  document.complain(
      "schema_version",
      fmt::format("is {}, but this bpfmark reads {} alone: {}", version, kReportSchemaVersion,
                  version > kReportSchemaVersion ? "use a newer bpfmark" : "measure again"));
}

void check_names(const ReportObject& document, const std::vector<Benchmark>& benchmarks) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < benchmarks.size(); ++i) {
    if (names.insert(benchmarks[i].name).second) continue;
    document.complain_at(fmt::format("$.benchmarks[{}].name", i),
                         "is the name of an earlier benchmark too; names must differ");
  }
}

}  // namespace

bool is_profile(const ReportObject& document) {
  return document.has("packets") && !document.has("benchmarks");
}

Report report_of_document(const ReportObject& document) {
  Report report;
  if (is_profile(document)) {
    document.complain_at("it",
                         "is a profile and no result: bpfmark report shows it; bpfmark compare "
                         "OLD NEW --lines counts two objects line by line");
    return report;
  }
  check_schema_version(document);
  const ReportObject tool = document.object("tool");
  tool.one_of("name", {"bpfmark"});
  report.tool_version = tool.text("version");
  report.run = read_run(document.object("run"));
  report.environment = read_environment(document.object("environment"));
  if (document.has("form")) {
    document.one_of("form", {kHistoryForm});
    report.benchmarks = read_history_rows(document);
    check_names(document, report.benchmarks);
    return report;
  }
  document.for_each_item("benchmarks", [&](const ReportObject& item) {
    report.benchmarks.push_back(read_benchmark(item));
  });
  check_names(document, report.benchmarks);
  document.for_each_item("comparisons", [&](const ReportObject& item) {
    report.comparisons.push_back(read_comparison(item));
  });
  report.map_steps = read_map_steps(document, report.benchmarks);
  return report;
}

Result<Report> report_from_json(std::string_view text, const std::string& source) {
  if (text.size() > kMaxReportBytes) {
    return bad_input(fmt::format("{}: is larger than {} bytes, the most that is read here", source,
                                 kMaxReportBytes));
  }
  Report report;
  BPFMARK_TRY(read_json(
      text, source, [&](const ReportObject& document) { report = report_of_document(document); }));
  return report;
}

Result<Report> read_report(const std::filesystem::path& path) {
  BPFMARK_ASSIGN(text, read_file(path, kMaxReportBytes));
  return report_from_json(text, path.string());
}

Result<void> write_report(const std::filesystem::path& path, const Report& report) {
  const std::string text = report_to_json(report);
  const auto read = report_from_json(text, path.string());
  if (!read) {
    return cannot_measure("the result is not written, for it could not be read again: " +
                          read.error().message);
  }
  return write_file(path, text);
}

}  // namespace bpfmark

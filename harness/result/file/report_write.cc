// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <cmath>

#include "harness/json/json_values.h"
#include "harness/result/file/comparison_json.h"
#include "harness/result/file/report_json.h"
#include "harness/result/file/report_parts.h"

namespace bpfmark {
namespace {

using Json = OrderedJson;

Json numbers(const std::vector<double>& values) {
  Json array = Json::array();
  for (const double value : values) {
    if (std::isfinite(value)) array.push_back(value);
  }
  return array;
}

Json to_json(const Metric& metric) {
  return Json{{"value", metric.exact ? json_count(metric.value) : json_number(metric.value)},
              {"unit", metric.unit},
              {"exact", metric.exact},
              {"ci_low", json_number(metric.ci_low)},
              {"ci_high", json_number(metric.ci_high)},
              {"confidence", json_number(metric.confidence)},
              {"placements", numbers(metric.placements)},
              {"rounds", json_or_null(metric.rounds)}};
}

Json to_json(const MapOperation& operation);
Json to_json(const Benchmark& benchmark);
Json to_json(const Comparison& comparison);
Json to_json(const MapStep& step);

template <typename T>
Json list(const std::vector<T>& values) {
  Json array = Json::array();
  for (const T& value : values) array.push_back(to_json(value));
  return array;
}

Json to_json(const MapOperation& operation) {
  return Json{{"helper", operation.helper},
              {"map", json_text(operation.map)},
              {"map_type", json_text(operation.map_type)},
              {"key_bytes", json_or_null(operation.key_bytes)},
              {"value_bytes", json_or_null(operation.value_bytes)},
              {"max_entries", json_or_null(operation.max_entries)},
              {"calls_per_packet", json_count(operation.calls_per_packet)}};
}

Json to_json(const Benchmark& benchmark) {
  Json metrics = Json::object();
  for (const auto& [name, metric] : benchmark.metrics) metrics[name] = to_json(metric);
  Json row{{"name", benchmark.name},
           {"kind", kind_name(benchmark.kind)},
           {"suite", json_text(benchmark.suite)},
           {"version", json_text(benchmark.version)},
           {"packet", json_text(benchmark.packet)},
           {"drive", drive_json(benchmark.drive)},
           {"verdicts", verdicts_json(benchmark.verdicts)}};
  add_reach(row, benchmark);
  row["program"] = program_json(benchmark.program);
  row["metrics"] = std::move(metrics);
  row["map_operations"] =
      benchmark.map_operations ? list(*benchmark.map_operations) : Json(nullptr);
  row["stopped"] = stop_json(benchmark.stopped);
  row["warnings"] = Json(benchmark.warnings);
  row["notes"] = Json(benchmark.notes);
  return row;
}

Json to_json(const Comparison& comparison) {
  return comparison_json(comparison);
}

Json to_json(const MapStep& step) {
  return Json{{"from", step.from},
              {"to", step.to},
              {"unit", "ns"},
              {"difference", json_number(step.difference_ns)},
              {"ci_low", json_number(step.ci_low_ns)},
              {"ci_high", json_number(step.ci_high_ns)},
              {"p_value", json_number(step.p_value)},
              {"threshold", json_number(step.threshold_ns)},
              {"verdict", verdict_text(step.verdict)}};
}

}  // namespace

std::string report_to_json(const Report& report) {
  Json document{{"schema_version", kReportSchemaVersion},
                {"tool", tool_json(report)},
                {"run", run_json(report.run)},
                {"environment", environment_json(report.environment)},
                {"benchmarks", list(report.benchmarks)},
                {"comparisons", list(report.comparisons)}};
  if (!report.map_steps.empty()) document["map_steps"] = list(report.map_steps);
  return json_dump(document, 2) + "\n";
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/file/history_form.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <utility>

#include "harness/result/file/report_parts.h"

namespace bpfmark {
namespace {

// Rounding keeps the order, so that an interval still holds its value.
OrderedJson rounded(double value) {
  return json_count(std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr));
}

// What all benchmarks have in common for one metric.
struct MetricKind {
  std::string unit;
  bool exact = false;
  std::optional<double> confidence;
};
using MetricKinds = std::map<std::string, MetricKind>;

Result<MetricKinds> kinds_of(const Report& report) {
  MetricKinds kinds;
  for (const Benchmark& benchmark : report.benchmarks) {
    for (const auto& [name, metric] : benchmark.metrics) {
      MetricKind& kind =
          kinds.try_emplace(name, MetricKind{metric.unit, metric.exact, std::nullopt})
              .first->second;
      if (kind.unit != metric.unit || kind.exact != metric.exact) {
        return bad_input(fmt::format(
            "{}: the metric {} is in {} here and in {} before: a history file has one unit a "
            "metric",
            benchmark.name, name, metric.exact ? "exact " + metric.unit : metric.unit,
            kind.exact ? "exact " + kind.unit : kind.unit));
      }
      if (!kind.confidence) kind.confidence = metric.confidence;
    }
  }
  return kinds;
}

// [] unknown; [value]; [value, low, high, placements]; and the confidence where it is not the
// kind's.
OrderedJson values_json(const Metric& metric, const MetricKind& kind) {
  OrderedJson values = OrderedJson::array();
  if (!metric.value || !std::isfinite(*metric.value)) return values;
  values.push_back(rounded(*metric.value));
  if (!metric.ci_low || !metric.ci_high) return values;
  values.push_back(rounded(*metric.ci_low));
  values.push_back(rounded(*metric.ci_high));
  values.push_back(metric.placements.empty() ? metric.omitted_placements
                                             : metric.placements.size());
  if (metric.confidence && metric.confidence != kind.confidence) {
    values.push_back(*metric.confidence);
  }
  return values;
}

OrderedJson kinds_json(const MetricKinds& kinds) {
  OrderedJson json = OrderedJson::object();
  for (const auto& [name, kind] : kinds) {
    json[name] = OrderedJson{
        {"unit", kind.unit}, {"exact", kind.exact}, {"confidence", json_number(kind.confidence)}};
  }
  return json;
}

// Programs that several benchmarks share are written once.
class Programs {
 public:
  OrderedJson index_of(const std::optional<ProgramIdentity>& program) {
    if (!program) return nullptr;
    OrderedJson json = program_json(program);
    json["object"] = std::filesystem::path(program->object).filename().string();
    const auto found = std::find(list_.begin(), list_.end(), json);
    if (found != list_.end()) return found - list_.begin();
    list_.push_back(json);
    return list_.size() - 1;
  }
  const std::vector<OrderedJson>& list() const { return list_; }

 private:
  std::vector<OrderedJson> list_;
};

OrderedJson row_json(const Benchmark& benchmark, const MetricKinds& kinds, Programs& programs) {
  OrderedJson values = OrderedJson::object();
  for (const auto& [name, metric] : benchmark.metrics) {
    values[name] = values_json(metric, kinds.at(name));
  }
  OrderedJson row{{"name", benchmark.name},
                  {"kind", kind_name(benchmark.kind)},
                  {"suite", json_text(benchmark.suite)},
                  {"version", json_text(benchmark.version)},
                  {"packet", json_text(benchmark.packet)},
                  {"drive", drive_json(benchmark.drive)},
                  {"verdicts", verdicts_json(benchmark.verdicts)},
                  {"program", programs.index_of(benchmark.program)},
                  {"values", std::move(values)}};
  add_reach(row, benchmark);
  return row;
}

std::string lines(const std::vector<OrderedJson>& items) {
  std::string text = "[";
  for (const OrderedJson& item : items) {
    text += fmt::format("{}\n{}", text.size() > 1 ? "," : "", json_dump(item, -1));
  }
  return text + "\n]";
}

std::optional<double> at(const std::vector<double>& values, std::size_t index) {
  return index < values.size() ? std::optional(values[index]) : std::nullopt;
}

Metric read_values(const std::string& name, const ReportObject& object, const MetricKind& kind) {
  constexpr double kMaxPlacements = 1e9;
  const std::vector<double> values = object.numbers(name.c_str());
  Metric metric;
  metric.unit = kind.unit;
  metric.exact = kind.exact;
  metric.value = at(values, 0);
  metric.ci_low = at(values, 1);
  metric.ci_high = at(values, 2);
  if (metric.ci_low) metric.confidence = values.size() > 4 ? at(values, 4) : kind.confidence;
  const double placements = at(values, 3).value_or(0);
  if (values.size() > 5 || values.size() == 2 || values.size() == 3 ||
      !(placements >= 0 && placements <= kMaxPlacements)) {
    object.complain(name, "is not [], [value] or [value, low, high, placements, confidence]");
    return metric;
  }
  metric.omitted_placements = static_cast<std::uint64_t>(placements);
  check_metric(name, object, metric);
  return metric;
}

}  // namespace

Result<std::string> report_to_history(const Report& report) {
  BPFMARK_ASSIGN(kinds, kinds_of(report));
  Programs programs;
  std::vector<OrderedJson> rows;
  for (const Benchmark& benchmark : report.benchmarks) {
    rows.push_back(row_json(benchmark, kinds, programs));
  }
  return fmt::format(
      "{{\"schema_version\": {}, \"form\": \"{}\", \"tool\": {},\n\"run\": {},\n"
      "\"environment\": {},\n\"metrics\": {},\n\"programs\": {},\n\"benchmarks\": {}}}\n",
      kReportSchemaVersion, kHistoryForm, json_dump(tool_json(report), -1),
      json_dump(run_json(report.run), -1), json_dump(environment_json(report.environment), -1),
      json_dump(kinds_json(kinds), -1), lines(programs.list()), lines(rows));
}

std::vector<Benchmark> read_history_rows(const ReportObject& document) {
  MetricKinds kinds;
  document.for_each_member("metrics", [&](const std::string& name, const ReportObject& kind) {
    kinds[name] =
        MetricKind{kind.text("unit"), kind.boolean("exact"), share_or_null(kind, "confidence")};
    check_kind(name, kind, kinds[name].unit, kinds[name].exact);
  });
  std::vector<ProgramIdentity> programs;
  document.for_each_item(
      "programs", [&](const ReportObject& program) { programs.push_back(read_program(program)); });
  std::vector<Benchmark> benchmarks;
  document.for_each_item("benchmarks", [&](const ReportObject& item) {
    Benchmark& benchmark = benchmarks.emplace_back(read_benchmark_head(item));
    if (const auto index = item.count_or_null("program")) {
      if (*index < programs.size()) {
        benchmark.program = programs[*index];
      } else {
        item.complain("program", fmt::format("is {}, but there are {}", *index, programs.size()));
      }
    }
    const ReportObject values = item.object("values");
    for (const auto& [name, kind] : kinds) {
      if (values.has(name.c_str())) benchmark.metrics[name] = read_values(name, values, kind);
    }
  });
  return benchmarks;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/export/gbench.h"

#include <cmath>
#include <vector>

#include "harness/export/headline.h"
#include "harness/json/json_values.h"
#include "harness/result/metrics.h"
#include "harness/stats/location.h"

namespace bpfmark {
namespace {

struct Family {
  std::string name;
  std::size_t index = 0;
  OrderedJson counters;
};

OrderedJson context_json(const Report& report) {
  const Environment& environment = report.environment;
  return OrderedJson{{"date", report.run.started_at},
                     {"host_name", environment.fingerprint},
                     {"executable", "bpfmark"},
                     {"num_cpus", environment.cpus},
                     {"mhz_per_cpu", 0},
                     {"cpu_scaling_enabled", false},
                     {"caches", OrderedJson::array()},
                     {"load_avg", OrderedJson::array()},
                     {"library_build_type", "release"},
                     {"json_schema_version", 1},
                     {"bpfmark_version", report.tool_version},
                     {"kernel", environment.kernel},
                     {"arch", environment.arch},
                     {"git_commit", report.run.git ? report.run.git->commit : ""}};
}

OrderedJson counters_json(const Benchmark& benchmark) {
  OrderedJson counters = OrderedJson::object();
  for (const auto& [name, metric] : benchmark.metrics) {
    if (metric.exact && metric.value) counters[name] = json_number(metric.value);
  }
  return counters;
}

OrderedJson head_json(const Family& family, const std::string& name, std::size_t repetitions) {
  return OrderedJson{{"name", name},
                     {"family_index", family.index},
                     {"per_family_instance_index", 0},
                     {"run_name", family.name},
                     {"repetitions", repetitions},
                     {"threads", 1}};
}

OrderedJson repetition_json(const Family& family, double value, std::size_t index,
                            std::size_t repetitions, std::uint64_t iterations) {
  OrderedJson json = head_json(family, family.name, repetitions);
  json["run_type"] = "iteration";
  json["repetition_index"] = index;
  json["iterations"] = iterations;
  json["real_time"] = value;
  json["cpu_time"] = value;
  json["time_unit"] = "ns";
  json.update(family.counters);
  return json;
}

OrderedJson aggregate_json(const Family& family, const char* what, double value,
                           std::size_t repetitions) {
  OrderedJson json = head_json(family, family.name + "_" + what, repetitions);
  json["run_type"] = "aggregate";
  json["aggregate_name"] = what;
  json["aggregate_unit"] = "time";
  json["iterations"] = repetitions;
  json["real_time"] = value;
  json["cpu_time"] = value;
  json["time_unit"] = "ns";
  return json;
}

void add_family(OrderedJson& list, const Family& family, const Metric& metric) {
  // A history file has no placements: the value is the one repetition then.
  const std::vector<double> values =
      metric.placements.empty() ? std::vector{*metric.value} : metric.placements;
  const std::uint64_t rounds = metric.rounds.value_or(values.size()) / values.size();
  for (std::size_t i = 0; i < values.size(); ++i) {
    list.push_back(repetition_json(family, values[i], i, values.size(), rounds));
  }
  if (values.size() < 2) return;
  list.push_back(aggregate_json(family, "mean", trimmed_mean(values, 0), values.size()));
  list.push_back(aggregate_json(family, "median", median(values), values.size()));
  list.push_back(aggregate_json(family, "stddev", standard_deviation(values), values.size()));
}

bool is_time(const Metric& metric) {
  return metric.value && std::isfinite(*metric.value) && metric.unit == "ns";
}

}  // namespace

Result<std::string> report_to_gbench(const Report& report) {
  OrderedJson list = OrderedJson::array();
  std::size_t index = 0;
  for (const Benchmark& benchmark : report.benchmarks) {
    for (const auto& [name, metric] : benchmark.metrics) {
      if (!metric_info(name).is_headline || !is_time(metric)) continue;
      const Family family{
          benchmark.name + (regime_of(name) == Regime::contended ? "/contended" : ""), index++,
          counters_json(benchmark)};
      add_family(list, family, metric);
    }
  }
  if (list.empty()) return bad_input("no time is known: nothing to export");
  const OrderedJson document{{"context", context_json(report)}, {"benchmarks", std::move(list)}};
  return json_dump(document, 2) + "\n";
}

}  // namespace bpfmark

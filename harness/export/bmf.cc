// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/export/bmf.h"

#include <fmt/format.h>

#include <cmath>

#include "harness/export/headline.h"
#include "harness/json/json_values.h"

namespace bpfmark {
namespace {

constexpr std::size_t kMaxName = 1024;
constexpr std::size_t kMaxMeasure = 64;

OrderedJson bounds_json(const Metric& metric) {
  OrderedJson json{{"value", *metric.value}};
  if (metric.ci_low) json["lower_value"] = *metric.ci_low;
  if (metric.ci_high) json["upper_value"] = *metric.ci_high;
  return json;
}

}  // namespace

Result<std::string> report_to_bmf(const Report& report) {
  OrderedJson document = OrderedJson::object();
  for (const Benchmark& benchmark : report.benchmarks) {
    OrderedJson measures = OrderedJson::object();
    for (const auto& [name, metric] : benchmark.metrics) {
      if (!metric.value || !std::isfinite(*metric.value)) continue;
      const std::string measure = is_headline(name) ? "latency" : name;
      if (benchmark.name.empty() || benchmark.name.size() > kMaxName ||
          measure.size() > kMaxMeasure) {
        return bad_input(
            fmt::format("'{:.40}' / '{:.40}': Bencher takes names of 1 to {} and "
                        "measures of at most {} characters",
                        benchmark.name, measure, kMaxName, kMaxMeasure));
      }
      measures[measure] = bounds_json(metric);
    }
    if (!measures.empty()) document[benchmark.name] = std::move(measures);
  }
  if (document.empty()) return bad_input("no value is known: nothing to export");
  return json_dump(document, 2) + "\n";
}

}  // namespace bpfmark

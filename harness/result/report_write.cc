// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "harness/result/comparison_json.h"
#include "harness/result/report_json.h"

namespace bpfmark {
namespace {

// Keeps the order of insertion, which is that of the schema.
using Json = nlohmann::ordered_json;

Json number(std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return nullptr;
  return *value;
}

// An instruction count reads better as 38 than as 38.0; both are the same number to JSON.
Json number_or_count(std::optional<double> value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (!value || !(std::abs(*value) <= kExact) || std::trunc(*value) != *value) return number(value);
  if (*value == 0 && std::signbit(*value)) return number(value);
  return static_cast<std::int64_t>(*value);
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  if (!value) return nullptr;
  return *value;
}

Json or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return text;
}

Json numbers(const std::vector<double>& values) {
  Json array = Json::array();
  for (const double value : values) {
    if (std::isfinite(value)) array.push_back(value);
  }
  return array;
}

Json to_json(const Metric& metric) {
  return Json{{"value", metric.exact ? number_or_count(metric.value) : number(metric.value)},
              {"unit", metric.unit},
              {"exact", metric.exact},
              {"ci_low", number(metric.ci_low)},
              {"ci_high", number(metric.ci_high)},
              {"confidence", number(metric.confidence)},
              {"placements", numbers(metric.placements)},
              {"rounds", or_null(metric.rounds)}};
}

Json to_json(const std::optional<ProgramIdentity>& program) {
  if (!program) return nullptr;
  return Json{{"object", program->object},
              {"name", program->name},
              {"sha256", or_null(program->sha256)},
              {"tag", or_null(program->tag)},
              {"type", or_null(program->type)}};
}

Json to_json(const Benchmark& benchmark) {
  Json metrics = Json::object();
  for (const auto& [name, metric] : benchmark.metrics) metrics[name] = to_json(metric);
  return Json{{"name", benchmark.name},
              {"kind", benchmark.kind},
              {"suite", or_null(benchmark.suite)},
              {"version", or_null(benchmark.version)},
              {"packet", or_null(benchmark.packet)},
              {"drive", or_null(benchmark.drive)},
              {"program", to_json(benchmark.program)},
              {"metrics", std::move(metrics)},
              {"stopped", or_null(benchmark.stopped)},
              {"warnings", Json(benchmark.warnings)}};
}

Json to_json(const Comparison& comparison) {
  return comparison_json(comparison);
}

Json to_json(const Run& run) {
  Json git = nullptr;
  if (run.git) {
    git = Json{{"commit", run.git->commit},
               {"branch", or_null(run.git->branch)},
               {"dirty", run.git->dirty}};
  }
  return Json{{"id", run.id},
              {"started_at", run.started_at},
              {"duration_s", number(run.duration_s)},
              {"timed_share", number(run.timed_share)},
              {"seed", run.seed},
              {"suite", or_null(run.suite)},
              {"git", std::move(git)}};
}

Json to_json(const Environment& environment) {
  return Json{{"kernel", environment.kernel},
              {"arch", environment.arch},
              {"cpu_model", or_null(environment.cpu_model)},
              {"cpus", environment.cpus},
              {"hypervisor", or_null(environment.hypervisor)},
              {"jit", or_null(environment.jit)},
              {"mitigations", or_null(environment.mitigations)},
              {"governor", or_null(environment.governor)},
              {"libbpf", environment.libbpf},
              {"clang", or_null(environment.clang)},
              {"contended_share", number(environment.contended_share)},
              {"core_ghz", number(environment.core_ghz)},
              {"canary_quiet_ns", number(environment.canary_quiet_ns)},
              {"canary_contended_ns", number(environment.canary_contended_ns)},
              {"fingerprint", environment.fingerprint}};
}

template <typename T>
Json list(const std::vector<T>& values) {
  Json array = Json::array();
  for (const T& value : values) array.push_back(to_json(value));
  return array;
}

}  // namespace

std::string report_to_json(const Report& report) {
  const Json document{{"schema_version", kReportSchemaVersion},
                      {"tool", Json{{"name", "bpfmark"}, {"version", report.tool_version}}},
                      {"run", to_json(report.run)},
                      {"environment", to_json(report.environment)},
                      {"benchmarks", list(report.benchmarks)},
                      {"comparisons", list(report.comparisons)}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace bpfmark

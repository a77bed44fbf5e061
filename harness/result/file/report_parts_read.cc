// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/result/file/report_parts.h"
#include "harness/result/metrics.h"
#include "harness/text/quote.h"
#include "harness/text/timestamp.h"

namespace bpfmark {
namespace {

void check_not_negative(const ReportObject& object, const Metric& metric) {
  const auto complain = [&](const std::string& key, double value) {
    object.complain(key, fmt::format("is {}: this metric cannot be negative", value));
  };
  if (metric.value && *metric.value < 0) complain("value", *metric.value);
  for (const double value : metric.placements) {
    if (value < 0) complain("placements", value);
  }
}

int read_cpus(const ReportObject& object) {
  constexpr std::uint64_t kMax = std::numeric_limits<int>::max();
  const std::uint64_t cpus = object.count("cpus");
  if (cpus <= kMax) return static_cast<int>(cpus);
  object.complain("cpus", fmt::format("is {}, expected at most {}", cpus, kMax));
  return 0;
}

// A key that came later than schema_version 1.
std::optional<std::string> text_if_there(const ReportObject& object, const char* key) {
  return object.has(key) ? object.text_or_null(key) : std::nullopt;
}

}  // namespace

std::optional<double> share_or_null(const ReportObject& object, const char* key) {
  const std::optional<double> share = object.number_or_null(key);
  if (share && !(*share >= 0 && *share <= 1)) {
    object.complain(key, fmt::format("is {}, expected 0 to 1", *share));
  }
  return share;
}

void check_interval(const ReportObject& object, const char* key, const std::optional<double>& value,
                    const std::optional<double>& low, const std::optional<double>& high) {
  if (low.has_value() != high.has_value()) {
    object.complain(low ? "ci_high" : "ci_low", "is null, expected both ends of the interval");
  } else if (low && !value) {
    object.complain(key, "is null, expected a value within ci_low and ci_high");
  } else if (low && !(*low <= *value && *value <= *high)) {
    object.complain(key, fmt::format("is {}, expected a value within its interval {} to {}", *value,
                                     *low, *high));
  }
}

void check_metric(const std::string& name, const ReportObject& object, const Metric& metric) {
  check_interval(object, "value", metric.value, metric.ci_low, metric.ci_high);
  if (metric_info(name).is_never_negative) check_not_negative(object, metric);
}

void check_kind(const std::string& name, const ReportObject& object, const std::string& unit,
                bool exact) {
  const MetricInfo info = metric_info(name);
  if (!info.is_timed()) return;
  if (unit != info.unit) {
    object.complain("unit", fmt::format("is not \"{}\", the unit of this metric", info.unit));
  }
  if (exact) object.complain("exact", "is true: a time is never exact");
}

std::map<std::string, double> read_verdicts(const ReportObject& object, const char* key) {
  if (!object.has_value(key)) return {};
  std::map<std::string, double> verdicts = object.named_numbers(key);
  double sum = 0;
  for (const auto& [word, share] : verdicts) {
    sum += share;
    if (!(share >= 0))
      object.complain(key, fmt::format("has the share {}, expected 0 to 1", share));
  }
  if (!(std::abs(sum - 1) <= 1e-6)) {
    object.complain(key, fmt::format("has shares that add up to {}, expected 1", sum));
  }
  return verdicts;
}

Benchmark read_benchmark_head(const ReportObject& object) {
  Benchmark benchmark;
  benchmark.name = object.text("name");
  benchmark.kind = read_word(object, "kind", kKindWords);
  benchmark.suite = object.text_or_null("suite").value_or("");
  benchmark.version = object.text_or_null("version").value_or("");
  benchmark.packet = object.text_or_null("packet").value_or("");
  benchmark.drive = read_word_or_null(object, "drive", kDriveWords);
  benchmark.verdicts = read_verdicts(object, "verdicts");
  if (object.has("slots")) benchmark.slots = object.count("slots");
  if (benchmark.slots == 0u) object.complain("slots", "is 0: a trigger runs the program");
  if (object.has("driver")) {
    benchmark.driver = object.one_of("driver", {"inner loop", "tail call", "held", "unheld"});
  }
  return benchmark;
}

ProgramIdentity read_program(const ReportObject& object) {
  ProgramIdentity program;
  program.object = object.text("object");
  program.name = object.text("name");
  program.sha256 = object.text_or_null("sha256").value_or("");
  program.tag = object.text_or_null("tag").value_or("");
  program.type = object.text_or_null("type").value_or("");
  return program;
}

Run read_run(const ReportObject& object) {
  Run run;
  run.id = object.text("id");
  run.started_at = object.text("started_at");
  if (!unix_seconds(run.started_at)) {
    object.complain("started_at",
                    fmt::format("is '{}', expected a time such as 2026-01-31T12:00:00Z",
                                utf8_prefix(run.started_at, 40)));
  }
  run.duration_s = object.number("duration_s");
  if (run.duration_s < 0) object.complain("duration_s", "is negative");
  if (object.has("timed_share")) run.timed_share = share_or_null(object, "timed_share");
  run.seed = object.count("seed");
  run.suite = object.text_or_null("suite").value_or("");
  if (const auto git = object.object_or_null("git")) {
    run.git = Git{.commit = git->text("commit"),
                  .branch = git->text_or_null("branch").value_or(""),
                  .dirty = git->boolean("dirty"),
                  .repository = text_if_there(*git, "repository"),
                  .subject = text_if_there(*git, "subject"),
                  .author = text_if_there(*git, "author"),
                  .committed_at = text_if_there(*git, "committed_at")};
  }
  return run;
}

Environment read_environment(const ReportObject& object) {
  Environment environment;
  environment.kernel = object.text("kernel");
  environment.arch = object.text("arch");
  environment.cpu_model = object.text_or_null("cpu_model");
  environment.cpus = read_cpus(object);
  environment.hypervisor = object.text_or_null("hypervisor");
  environment.jit = object.boolean_or_null("jit");
  environment.mitigations = object.text_or_null("mitigations");
  environment.governor = object.text_or_null("governor");
  environment.libbpf = object.text("libbpf");
  environment.clang = object.text_or_null("clang");
  environment.contended_share = share_or_null(object, "contended_share");
  if (object.has("core_ghz")) environment.core_ghz = object.number_or_null("core_ghz");
  if (object.has("canary_quiet_ns")) {
    environment.canary_quiet_ns = object.number_or_null("canary_quiet_ns");
  }
  if (object.has("canary_contended_ns")) {
    environment.canary_contended_ns = object.number_or_null("canary_contended_ns");
  }
  environment.fingerprint = object.text("fingerprint");
  return environment;
}

}  // namespace bpfmark

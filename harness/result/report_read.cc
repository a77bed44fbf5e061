// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "harness/base/file.h"
#include "harness/result/json_check.h"
#include "harness/result/json_reader.h"
#include "harness/result/report_json.h"

namespace bpfmark {
namespace {

constexpr std::string_view kContendedSuffix = "_contended";

// What a packet or an operation costs in all, and what is counted; a net cost may be negative.
bool is_never_negative(std::string_view metric) {
  if (metric.ends_with(kContendedSuffix)) metric.remove_suffix(kContendedSuffix.size());
  static constexpr std::string_view kNames[] = {
      "ns_per_packet",    "xlated_insns",           "jited_bytes", "verified_insns", "stack_bytes",
      "insns_per_packet", "helper_calls_per_packet"};
  return std::find(std::begin(kNames), std::end(kNames), metric) != std::end(kNames);
}

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

void check_not_negative(const ReportObject& object, const Metric& metric) {
  const auto complain = [&](const std::string& key, double value) {
    object.complain(key, fmt::format("is {}: this metric cannot be negative", value));
  };
  if (metric.value && *metric.value < 0) complain("value", *metric.value);
  for (const double value : metric.placements) {
    if (value < 0) complain("placements", value);
  }
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
  check_interval(object, "value", metric.value, metric.ci_low, metric.ci_high);
  if (is_never_negative(name)) check_not_negative(object, metric);
  return metric;
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

Benchmark read_benchmark(const ReportObject& object) {
  Benchmark benchmark;
  benchmark.name = object.text("name");
  benchmark.kind = object.one_of("kind", {"program", "map_op"});
  benchmark.suite = object.text_or_null("suite").value_or("");
  benchmark.version = object.text_or_null("version").value_or("");
  benchmark.packet = object.text_or_null("packet").value_or("");
  benchmark.drive = object.text_or_null("drive");
  if (benchmark.drive) object.one_of("drive", {"repeat", "restore", "single"});
  if (const auto program = object.object_or_null("program")) {
    benchmark.program = read_program(*program);
  }
  object.for_each_member("metrics", [&](const std::string& name, const ReportObject& metric) {
    benchmark.metrics[name] = read_metric(name, metric);
  });
  if (object.has("stopped")) benchmark.stopped = object.text_or_null("stopped");
  if (object.has("warnings")) benchmark.warnings = object.texts("warnings");
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
  comparison.verdict =
      object.one_of("verdict", {"improved", "unchanged", "regressed", "inconclusive"});
  check_interval(object, "difference", comparison.difference, comparison.ci_low,
                 comparison.ci_high);
  return comparison;
}

Run read_run(const ReportObject& object) {
  Run run;
  run.id = object.text("id");
  run.started_at = object.text("started_at");
  run.duration_s = object.number("duration_s");
  if (run.duration_s < 0) object.complain("duration_s", "is negative");
  if (object.has("timed_share")) run.timed_share = share_or_null(object, "timed_share");
  run.seed = object.count("seed");
  run.suite = object.text_or_null("suite").value_or("");
  if (const auto git = object.object_or_null("git")) {
    run.git = Git{.commit = git->text("commit"),
                  .branch = git->text_or_null("branch").value_or(""),
                  .dirty = git->boolean("dirty")};
  }
  return run;
}

int read_cpus(const ReportObject& object) {
  constexpr std::uint64_t kMost = std::numeric_limits<int>::max();
  const std::uint64_t cpus = object.count("cpus");
  if (cpus <= kMost) return static_cast<int>(cpus);
  object.complain("cpus", fmt::format("is {}, expected at most {}", cpus, kMost));
  return 0;
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

Report read_document(const ReportObject& document) {
  Report report;
  check_schema_version(document);
  const ReportObject tool = document.object("tool");
  tool.one_of("name", {"bpfmark"});
  report.tool_version = tool.text("version");
  report.run = read_run(document.object("run"));
  report.environment = read_environment(document.object("environment"));
  std::set<std::string> names;
  document.for_each_item("benchmarks", [&](const ReportObject& item) {
    report.benchmarks.push_back(read_benchmark(item));
    if (!names.insert(report.benchmarks.back().name).second) {
      item.complain("name", "is the name of an earlier benchmark too; names must differ");
    }
  });
  document.for_each_item("comparisons", [&](const ReportObject& item) {
    report.comparisons.push_back(read_comparison(item));
  });
  return report;
}

}  // namespace

Result<Report> report_from_json(std::string_view text, const std::string& source) {
  if (text.size() > kMaxReportBytes) {
    return bad_input(fmt::format("{}: is larger than {} bytes, the most that is read here", source,
                                 kMaxReportBytes));
  }
  BPFMARK_TRY(check_json(text, source));
  try {
    const nlohmann::json parsed = nlohmann::json::parse(text);
    Complaint complaint;
    Report report = read_document(ReportObject(parsed, "$", complaint));
    if (complaint.first().empty()) return report;
    return bad_input(fmt::format("{}: {}", source, complaint.first()));
  } catch (const std::exception& exception) {
    return bad_input(fmt::format("{}: {}", source, exception.what()));
  }
}

Result<Report> read_report(const std::filesystem::path& path) {
  BPFMARK_ASSIGN(text, read_file(path, kMaxReportBytes));
  return report_from_json(text, path.string());
}

}  // namespace bpfmark

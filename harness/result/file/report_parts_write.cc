// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/file/report_parts.h"

namespace bpfmark {
namespace {

OrderedJson git_json(const std::optional<Git>& git) {
  if (!git) return nullptr;
  OrderedJson json{
      {"commit", git->commit}, {"branch", json_text(git->branch)}, {"dirty", git->dirty}};
  const auto add = [&json](const char* key, const std::optional<std::string>& text) {
    if (text) json[key] = *text;
  };
  add("repository", git->repository);
  add("subject", git->subject);
  add("author", git->author);
  add("committed_at", git->committed_at);
  return json;
}

}  // namespace

OrderedJson tool_json(const Report& report) {
  return OrderedJson{{"name", "bpfmark"}, {"version", report.tool_version}};
}

OrderedJson program_json(const std::optional<ProgramIdentity>& program) {
  if (!program) return nullptr;
  return OrderedJson{{"object", program->object},
                     {"name", program->name},
                     {"sha256", json_text(program->sha256)},
                     {"tag", json_text(program->tag)},
                     {"type", json_text(program->type)}};
}

OrderedJson verdicts_json(const std::map<std::string, double>& verdicts) {
  if (verdicts.empty()) return nullptr;
  OrderedJson json = OrderedJson::object();
  for (const auto& [word, share] : verdicts) json[word] = json_number(share);
  return json;
}

OrderedJson drive_json(const std::optional<Drive>& drive) {
  return json_text(drive ? drive_name(*drive) : "");
}

OrderedJson stop_json(const std::optional<StopReason>& reason) {
  return json_text(reason ? stop_name(*reason) : "");
}

void add_reach(OrderedJson& row, const Benchmark& benchmark) {
  if (benchmark.slots) row["slots"] = *benchmark.slots;
  if (benchmark.driver) row["driver"] = *benchmark.driver;
}

OrderedJson run_json(const Run& run) {
  return OrderedJson{{"id", run.id},
                     {"started_at", run.started_at},
                     {"duration_s", json_number(run.duration_s)},
                     {"timed_share", json_number(run.timed_share)},
                     {"seed", run.seed},
                     {"suite", json_text(run.suite)},
                     {"git", git_json(run.git)}};
}

OrderedJson environment_json(const Environment& environment) {
  return OrderedJson{{"kernel", environment.kernel},
                     {"arch", environment.arch},
                     {"cpu_model", json_or_null(environment.cpu_model)},
                     {"cpus", environment.cpus},
                     {"hypervisor", json_or_null(environment.hypervisor)},
                     {"jit", json_or_null(environment.jit)},
                     {"mitigations", json_or_null(environment.mitigations)},
                     {"governor", json_or_null(environment.governor)},
                     {"libbpf", environment.libbpf},
                     {"clang", json_or_null(environment.clang)},
                     {"contended_share", json_number(environment.contended_share)},
                     {"core_ghz", json_number(environment.core_ghz)},
                     {"canary_quiet_ns", json_number(environment.canary_quiet_ns)},
                     {"canary_contended_ns", json_number(environment.canary_contended_ns)},
                     {"fingerprint", environment.fingerprint}};
}

}  // namespace bpfmark

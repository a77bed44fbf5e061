// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/report_start.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <random>

#include "harness/campaign/git.h"
#include "harness/kernel/machine/environment.h"
#include "harness/stats/location.h"

namespace bpfmark {
namespace {

Environment environment_of(const Machine& machine) {
  Environment out;
  out.kernel = machine.kernel;
  out.arch = machine.arch;
  out.cpu_model = machine.cpu_model;
  out.cpus = machine.cpus;
  out.hypervisor = machine.hypervisor;
  out.jit = machine.jit;
  out.mitigations = machine.mitigations;
  out.governor = machine.governor;
  out.libbpf = machine.libbpf;
  out.fingerprint = fingerprint_of(machine);
  return out;
}

}  // namespace

Report begin_report(const std::string& suite, std::uint64_t seed) {
  const std::time_t now = std::time(nullptr);
  Report report;
  report.run.started_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
  report.run.id = fmt::format("{:%Y%m%dT%H%M%SZ}-{:08x}", fmt::gmtime(now), std::random_device()());
  report.run.seed = seed;
  report.run.suite = suite;
  report.run.git = current_git();
  report.tool_version = BPFMARK_VERSION;
  report.environment = environment_of(read_machine("/"));
  return report;
}

void note_canaries(Environment& environment, const std::vector<double>& canaries,
                   const std::optional<CanaryModes>& modes) {
  if (modes) {
    environment.contended_share = modes->contended_share;
    environment.canary_quiet_ns = modes->quiet_ns;
    environment.canary_contended_ns = modes->contended_ns;
  } else if (!canaries.empty()) {
    environment.contended_share = 0;
    environment.canary_quiet_ns = median(canaries);
  }
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/suite_run.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <memory>
#include <random>

#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/cli/git.h"
#include "harness/cli/measured_program.h"
#include "harness/cli/progress.h"
#include "harness/cli/selection.h"
#include "harness/gate/version_steps.h"
#include "harness/kernel/cpus.h"
#include "harness/kernel/environment.h"
#include "harness/measure/expectation.h"
#include "harness/measure/sampling.h"
#include "harness/result/assemble.h"
#include "harness/result/report_json.h"
#include "harness/stats/estimate.h"
#include "harness/stats/location.h"

namespace bpfmark {
namespace {

// A net cost is known well enough when its interval is within this of it, whichever is larger.
constexpr double kPreciseNs = 0.25;
constexpr double kPreciseShare = 0.01;

// All that was measured of one packet.
struct FinishedPacket {
  SelectedPacket selected;
  Behaviour behaviour;
  Samples samples;
  std::vector<std::vector<std::string>> warnings;  // by version
  std::vector<CountedPacket> counted;              // by version
};

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

class SuiteRun {
 public:
  SuiteRun(const Suite& suite, const RunOptions& options, const Installation& installation,
           StopSignals& signals)
      : suite_(suite),
        options_(options),
        objects_(drive_objects(installation)),
        signals_(signals) {}

  Result<RunOutcome> run() {
    BPFMARK_ASSIGN(selected, select_cases(suite_, options_.filter));
    if (options_.output) BPFMARK_TRY(check_writable(*options_.output));
    BPFMARK_TRY(pin_to_cpu(options_.cpu));
    begin_report();
    BPFMARK_TRY(inspect_programs(selected));
    BPFMARK_TRY(measure_all(selected));
    outcome_.signal = signals_.received();
    BPFMARK_TRY(refresh_report());
    return std::move(outcome_);
  }

 private:
  void begin_report() {
    const std::time_t now = std::time(nullptr);
    Run& run = outcome_.report.run;
    run.started_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
    run.id = fmt::format("{:%Y%m%dT%H%M%SZ}-{:08x}", fmt::gmtime(now), std::random_device()());
    run.seed = options_.seed;
    run.suite = suite_.name;
    run.git = current_git();
    outcome_.report.tool_version = BPFMARK_VERSION;
    outcome_.report.environment = environment_of(read_machine("/"));
  }

  // Those that the filter selects; the others need not even load.
  Result<void> inspect_programs(const std::vector<SelectedPacket>& selected) {
    programs_.resize(suite_.versions.size());
    for (std::size_t i = 0; i < suite_.versions.size(); ++i) {
      const bool wanted = std::any_of(selected.begin(), selected.end(), [&](const auto& packet) {
        return std::count(packet.versions.begin(), packet.versions.end(), i) > 0;
      });
      if (!wanted) continue;
      BPFMARK_ASSIGN(program, inspect_program(suite_.versions[i].program));
      if (program.compiler) outcome_.report.environment.clang = program.compiler;
      programs_[i] = std::move(program);
    }
    return {};
  }

  Result<void> measure_all(const std::vector<SelectedPacket>& selected) {
    const auto count = static_cast<double>(selected.size());
    const double budget_s = options_.budget_s.value_or(kBudgetPerPacketS * count);
    Progress progress(selected.size(), options_.quiet);
    for (std::size_t i = 0; i < selected.size() && !signals_.received(); ++i) {
      // What earlier packets did not need is left to the later ones.
      const double left_s = budget_s - (clock_s() - start_s_);
      const double share_s = std::max(0.0, left_s) / static_cast<double>(selected.size() - i);
      const PacketSpec& packet = suite_.packets[selected[i].packet];
      const auto tell = [&](const Samples& samples) {
        progress.update(i, packet.packet.name, samples.wall_s / share_s, left_s - samples.wall_s);
      };
      auto finished = measure_packet(selected[i], share_s, tell);
      if (!finished) {
        if (finished.error().kind == ErrorKind::interrupted) return {};
        finished.error().message =
            fmt::format("{}/{}: {}", suite_.name, packet.packet.name, finished.error().message);
        outcome_.failures.push_back(finished.error());
        progress.finish_step(i, packet.packet.name, "not measured");
        continue;
      }
      progress.finish_step(i, packet.packet.name, stop_name(finished->samples.stopped));
      append_canaries(finished->samples, canaries_);
      finished_.push_back(std::move(*finished));
      BPFMARK_TRY(refresh_report());
    }
    return {};
  }

  Result<FinishedPacket> measure_packet(const SelectedPacket& selected, double budget_s,
                                        const std::function<void(const Samples&)>& tell) {
    const PacketSpec& packet = suite_.packets[selected.packet];
    std::vector<ProgramRef> programs;
    for (const std::size_t version : selected.versions) {
      programs.push_back(suite_.versions[version].program);
    }
    const double start_s = clock_s();
    BPFMARK_ASSIGN(runner, KernelRunner::make(objects_, programs, packet.packet.frames,
                                              map_states(suite_, packet)));
    BPFMARK_ASSIGN(behaviour, learn_behaviour(*runner, packet.packet.frames));
    BPFMARK_TRY(check_expectations(selected, packet, behaviour));
    const double set_up_s = clock_s() - start_s;
    BPFMARK_ASSIGN(
        plan, make_plan(*runner, behaviour, budget_s - set_up_s, options_.seed + selected.packet));
    const SamplingHooks hooks{clock_s, [&](const Samples& s) { return precise_enough(s); },
                              [&] { return signals_.received().has_value(); }, tell};
    BPFMARK_ASSIGN(samples, take_samples(*runner, behaviour, plan, hooks));
    if (samples.stopped == StopReason::interrupted) {
      return tl::unexpected<Error>(Error{ErrorKind::interrupted, "interrupted", 0, {}});
    }
    FinishedPacket finished{selected, std::move(behaviour), std::move(samples), {}, {}};
    for (std::size_t i = 0; i < selected.versions.size(); ++i) {
      std::vector<std::string> warnings = finished.behaviour.arms[i + 1].warnings;
      const std::vector<std::string> changes = runner->lasting_changes(i + 1);
      warnings.insert(warnings.end(), changes.begin(), changes.end());
      finished.counted.push_back(count_packet(programs[i], packet, suite_, objects_.queue));
      const std::vector<std::string>& uncounted = finished.counted.back().warnings;
      warnings.insert(warnings.end(), uncounted.begin(), uncounted.end());
      finished.warnings.push_back(std::move(warnings));
    }
    return finished;
  }

  Result<void> check_expectations(const SelectedPacket& selected, const PacketSpec& packet,
                                  const Behaviour& behaviour) const {
    for (std::size_t i = 0; i < selected.versions.size(); ++i) {
      const std::string& version = suite_.versions[selected.versions[i]].name;
      const std::string unmet = unmet_expectation(packet.expect, version, behaviour.arms[i + 1]);
      if (!unmet.empty()) {
        return cannot_measure(
            fmt::format("{} {}; a program that does something else is not timed", version, unmet));
      }
    }
    return {};
  }

  bool precise_enough(const Samples& samples) const {
    std::vector<double> canaries = canaries_;
    append_canaries(samples, canaries);
    const auto modes = find_canary_modes(canaries);
    const std::size_t arms = samples.placements.front().rounds.front().arm_ns.size();
    for (std::size_t arm = 1; arm < arms; ++arm) {
      const auto net = estimate_difference(samples, arm, 0, Regime::quiet, modes);
      if (!net) return false;
      const double wanted = std::max(kPreciseNs, kPreciseShare * std::abs(net->interval.value));
      if (net->interval.half_width() > wanted) return false;
    }
    return true;
  }

  // Estimates are made anew with all canaries so far: later packets may have shown a regime that
  // the earlier ones could not tell.
  Result<void> refresh_report() {
    const auto modes = find_canary_modes(canaries_);
    Report& report = outcome_.report;
    report.benchmarks.clear();
    std::vector<PairedCase> pairs;
    double timed_s = 0;
    for (const FinishedPacket& finished : finished_) {
      pairs.push_back(append_benchmarks(finished, modes));
      timed_s += finished.samples.timed_s;
    }
    report.comparisons = compare_steps(pairs, modes, Threshold{});
    report.run.duration_s = clock_s() - start_s_;
    report.run.timed_share = timed_s / report.run.duration_s;
    if (modes) {
      report.environment.contended_share = modes->contended_share;
      report.environment.canary_quiet_ns = modes->quiet_ns;
      report.environment.canary_contended_ns = modes->contended_ns;
    } else if (!canaries_.empty()) {
      report.environment.contended_share = 0;
      report.environment.canary_quiet_ns = median(canaries_);
    }
    if (!options_.output) return {};
    return write_file(*options_.output, report_to_json(report));
  }

  PairedCase append_benchmarks(const FinishedPacket& finished,
                               const std::optional<CanaryModes>& modes) {
    PairedCase pair;
    pair.samples = &finished.samples;
    for (std::size_t i = 0; i < finished.selected.versions.size(); ++i) {
      const std::size_t version = finished.selected.versions[i];
      Benchmark benchmark;
      benchmark.name = case_name(suite_, {version, finished.selected.packet});
      benchmark.suite = suite_.name;
      benchmark.version = suite_.versions[version].name;
      benchmark.packet = suite_.packets[finished.selected.packet].packet.name;
      benchmark.drive = drive_name(finished.behaviour.drive);
      benchmark.program = programs_[version].identity;
      benchmark.metrics = timed_metrics(finished.samples, i + 1, modes);
      benchmark.metrics.insert(programs_[version].exact.begin(), programs_[version].exact.end());
      benchmark.metrics.merge(std::map(finished.counted[i].metrics));
      benchmark.stopped = stop_name(finished.samples.stopped);
      benchmark.warnings = finished.warnings[i];
      if (!benchmark.metrics.at("ns_per_packet_net").value) {
        benchmark.warnings.emplace_back(
            "the core was never quiet for long enough: no estimate of the quiet regime; give it a "
            "larger --budget, or another --cpu");
      }
      pair.versions.push_back(benchmark.version);
      pair.benchmark_names.push_back(benchmark.name);
      outcome_.report.benchmarks.push_back(std::move(benchmark));
    }
    return pair;
  }

  const Suite& suite_;
  const RunOptions& options_;
  const DriveObjects objects_;
  StopSignals& signals_;
  const double start_s_ = clock_s();
  std::vector<MeasuredProgram> programs_;  // by version; empty for those not selected
  std::vector<FinishedPacket> finished_;
  std::vector<double> canaries_;  // of all finished packets
  RunOutcome outcome_;
};

}  // namespace

Result<RunOutcome> run_suite(const Suite& suite, const RunOptions& options,
                             const Installation& installation, StopSignals& signals) {
  return SuiteRun(suite, options, installation, signals).run();
}

}  // namespace bpfmark

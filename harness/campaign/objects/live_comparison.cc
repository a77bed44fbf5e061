// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/objects/live_comparison.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/clock.h"
#include "harness/campaign/measured_program.h"
#include "harness/campaign/progress.h"
#include "harness/gate/policy/rows.h"
#include "harness/gate/sequential_decision.h"
#include "harness/kernel/machine/cpus.h"
#include "harness/kernel/object/compiler.h"
#include "harness/sample/sampling.h"
#include "harness/stats/location.h"

namespace bpfmark {
namespace {

std::string row_name(const Suite& workload, const ProgramPair& pair, const std::string& packet) {
  const std::string start = workload.name == "adhoc" ? "" : workload.name + "/";
  return start + (pair.name.empty() ? packet : pair.name + "/" + packet);
}

Comparison row_of(const std::string& name, const RowPolicy& policy) {
  Comparison row;
  row.name = name;
  row.metric = "ns_per_packet_net";
  row.unit = "ns";
  row.base = "base";
  row.new_version = "new";
  row.counts = policy.counts;
  return row;
}

std::optional<double> value_of(const std::optional<Estimate>& estimate) {
  if (!estimate) return std::nullopt;
  return estimate->interval.value;
}

void fill_row(Comparison& row, const Decision& decision, double corrections) {
  if (decision.regime == Regime::contended) row.metric += "_contended";
  row.base_value = value_of(decision.base);
  row.new_value = value_of(decision.new_version);
  row.threshold = decision.threshold_ns;
  row.verdict = verdict_text(decision.verdict);
  if (!decision.difference) return;
  const Interval& interval = decision.difference->interval;
  row.difference = interval.value;
  row.ci_low = interval.low;
  row.ci_high = interval.high;
  if (decision.base->interval.low > 0) row.ratio = 1 + interval.value / *row.base_value;
  if (const auto p = p_value_of_zero_mean(decision.difference->units)) {
    row.p_value = std::min(1.0, *p * corrections);
  }
}

std::string why_inconclusive(const Decision& decision) {
  if (!decision.difference) return "too few placements for an interval";
  if (decision.noise_floor_ns > decision.threshold_ns) {
    return fmt::format(
        "two loads of base differ by up to {:.2f} ns here, more than the threshold of "
        "{:.2f}: give it more --budget",
        decision.noise_floor_ns, decision.threshold_ns);
  }
  return fmt::format(
      "the interval reaches across the threshold of {:.2f} ns: give it more --budget",
      decision.threshold_ns);
}

class LiveComparison {
 public:
  LiveComparison(const std::vector<ProgramPair>& pairs, const Suite& workload, const Policy& policy,
                 const LiveOptions& options, const Installation& installation, StopSignals& signals)
      : pairs_(pairs),
        workload_(workload),
        policy_(policy),
        options_(options),
        objects_(drive_objects(installation)),
        signals_(signals),
        rows_(pairs.size() * workload.packets.size()) {}

  Result<LiveOutcome> run() {
    BPFMARK_TRY(claim_cpu(options_.cpu));
    Progress progress(rows_, options_.quiet);
    for (const ProgramPair& pair : pairs_) {
      for (const PacketSpec& packet : workload_.packets) {
        if (signals_.received()) break;
        compare_packet(pair, packet, progress);
      }
      if (!signals_.received()) {
        BPFMARK_TRY(compare_sweeps(pair));
        BPFMARK_TRY(compare_exact(pair));
      }
    }
    outcome_.signal = signals_.received();
    outcome_.report.duration_s = clock_s() - start_s_;
    note_regime();
    return std::move(outcome_);
  }

 private:
  using Runner = std::unique_ptr<KernelRunner>;

  void note_regime() {
    if (canaries_.empty()) return;
    const auto modes = find_canary_modes(canaries_);
    outcome_.report.contended_share = modes ? modes->contended_share : 0;
    outcome_.report.canary_ns = modes ? modes->quiet_ns : median(canaries_);
  }

  Result<Runner> make_runner(const ProgramPair& pair, const PacketSpec& packet) const {
    return KernelRunner::make(objects_, {pair.base, pair.base, pair.new_version},
                              packet.packet.frames, map_states(workload_, packet));
  }

  // What is left, shared among the rows that are left.
  double row_budget_s() const {
    const double whole_s =
        options_.budget_s.value_or(kCompareBudgetPerRowS * static_cast<double>(rows_));
    const double left_s = std::max(0.0, whole_s - (clock_s() - start_s_));
    return left_s / static_cast<double>(rows_ - rows_done_);
  }

  void compare_packet(const ProgramPair& pair, const PacketSpec& packet, Progress& progress) {
    const std::string name = row_name(workload_, pair, packet.packet.name);
    auto row = compare_row(pair, packet, name, progress);
    if (!row) {
      if (row.error().kind == ErrorKind::interrupted) return;
      row.error().message = fmt::format("{}: {}", name, row.error().message);
      outcome_.failures.push_back(row.error());
    } else {
      outcome_.report.comparisons.push_back(*row);
      compare_counts(pair, packet, *row);
    }
    progress.finish_step(rows_done_, name, row ? row->verdict : "not measured");
    ++rows_done_;
  }

  // Beside the time, which decides: what became faster may take more instructions for it.
  void compare_counts(const ProgramPair& pair, const PacketSpec& packet, const Comparison& timed) {
    const CountedPacket base = count_packet(pair.base, packet, workload_, objects_.queue);
    const CountedPacket new_version =
        count_packet(pair.new_version, packet, workload_, objects_.queue);
    for (const CountedPacket* side : {&base, &new_version}) {
      for (const std::string& warning : side->warnings) {
        outcome_.report.notes.push_back(
            fmt::format("{} of {}: {}", timed.name, side == &base ? "base" : "new", warning));
      }
    }
    const auto base_compiler = compiler_of(pair.base.object);
    const auto new_compiler = compiler_of(pair.new_version.object);
    for (const auto& [metric, value] : new_version.metrics) {
      const auto before = base.metrics.find(metric);
      if (before == base.metrics.end() || !before->second.exact || !value.exact) continue;
      Comparison row = compare_exact_metric(timed.name, metric, before->second, value,
                                            policy_.row(metric, timed.name));
      if (timed.verdict == verdict_text(Verdict::improved)) row.counts = false;
      if (base_compiler != new_compiler) {
        row.counts = false;
        row.note =
            fmt::format("compiled by {} and by {}: counts say more of them than of the change",
                        base_compiler.value_or("an unknown compiler"),
                        new_compiler.value_or("an unknown compiler"));
      }
      outcome_.report.comparisons.push_back(std::move(row));
    }
  }

  Result<Comparison> compare_row(const ProgramPair& pair, const PacketSpec& packet,
                                 const std::string& name, Progress& progress) {
    Comparison row = row_of(name, policy_.row("ns_per_packet_net", name));
    const double end_s = clock_s() + row_budget_s();
    BPFMARK_ASSIGN(runner, make_runner(pair, packet));
    BPFMARK_TRY(compare_behaviour(*runner, name, packet.packet.frames));
    if (pair.same && !options_.always_time) {
      row.difference = 0;
      row.verdict = verdict_text(Verdict::unchanged);
      row.note = "the same instructions";
      return row;
    }
    const Threshold threshold = policy_.row(row.metric, name).threshold;
    BPFMARK_ASSIGN(first, measure(runner, packet, threshold, end_s, name, progress));
    Decision decision = first;
    if (decision.verdict == Verdict::regressed) {
      runner.reset();
      BPFMARK_ASSIGN(again, make_runner(pair, packet));
      const double again_end_s = std::max(end_s, clock_s() + kMinConfirmationS);
      BPFMARK_ASSIGN(second, measure(again, packet, threshold, again_end_s, name, progress));
      decision = confirmed(second);
      if (decision.verdict == Verdict::inconclusive) {
        row.note = "a first measurement said regressed, a second one did not confirm it";
      }
    }
    fill_row(row, decision, corrections_);
    if (decision.verdict == Verdict::inconclusive && row.note.empty()) {
      row.note = preempted_.empty() ? why_inconclusive(decision) : preempted_;
    }
    return row;
  }

  Result<Decision> measure(Runner& runner, const PacketSpec& packet, const Threshold& threshold,
                           double end_s, const std::string& name, Progress& progress) {
    BPFMARK_ASSIGN(behaviour, learn_behaviour(*runner, packet.packet.frames));
    const double budget_s = std::max(0.0, end_s - clock_s());
    BPFMARK_ASSIGN(plan, make_plan(*runner, behaviour, budget_s, options_.seed + seeds_++));
    SequentialDecision decision(rows_, threshold, canaries_);
    const auto look = [&](const Samples& samples) { return decision.update(samples); };
    const auto show = [&](const Samples& samples) {
      const double of_row = std::min(1.0, samples.wall_s / budget_s);
      progress.update(rows_done_, name,
                      (static_cast<double>(rows_done_) + of_row) / static_cast<double>(rows_),
                      end_s - clock_s());
    };
    const SamplingHooks hooks{clock_s, look, [&] { return signals_.received().has_value(); }, show};
    BPFMARK_ASSIGN(samples, take_samples(*runner, behaviour, plan, hooks));
    if (samples.stopped == StopReason::interrupted) {
      return bpfmark::interrupted(0);
    }
    // What came after the last look counts as well.
    if (samples.stopped == StopReason::budget_spent) look(samples);
    append_canaries(samples, canaries_);
    preempted_ = preemption_warning(samples);
    corrections_ = decision.corrections();
    return decision.decision();
  }

  Result<void> compare_behaviour(KernelRunner& runner, const std::string& name,
                                 const std::vector<Bytes>& frames) {
    BPFMARK_ASSIGN(base, observe_arm(runner, kBaseArm));
    BPFMARK_ASSIGN(again, observe_arm(runner, kBaseAgainArm));
    BPFMARK_ASSIGN(new_version, observe_arm(runner, kNewArm));
    for (auto& difference : behaviour_differences(name, frames, base, again, new_version)) {
      outcome_.report.behaviour.push_back(std::move(difference));
    }
    return {};
  }

  Result<void> compare_sweeps(const ProgramPair& pair) {
    for (const Packet& sweep : workload_.sweeps) {
      const PacketSpec packet{sweep, {}, {}};
      BPFMARK_ASSIGN(runner, make_runner(pair, packet));
      BPFMARK_TRY(compare_behaviour(*runner, row_name(workload_, pair, sweep.name), sweep.frames));
    }
    return {};
  }

  Result<void> compare_exact(const ProgramPair& pair) {
    BPFMARK_ASSIGN(base, inspect_program(pair.base));
    BPFMARK_ASSIGN(new_version, inspect_program(pair.new_version));
    const std::string name = pair.name.empty() ? "program" : pair.name;
    for (const auto& [metric, value] : new_version.exact) {
      const Metric& before = base.exact.at(metric);
      if (!before.value || !value.value) continue;
      outcome_.report.comparisons.push_back(
          compare_exact_metric(name, metric, before, value, policy_.row(metric, name)));
    }
    return {};
  }

  const std::vector<ProgramPair>& pairs_;
  const Suite& workload_;
  const Policy& policy_;
  const LiveOptions& options_;
  const DriveObjects objects_;
  StopSignals& signals_;
  const double start_s_ = clock_s();
  const std::size_t rows_;
  std::size_t rows_done_ = 0;
  std::uint64_t seeds_ = 0;
  double corrections_ = 1;  // of p-values, at the last look
  std::vector<double> canaries_;
  std::string preempted_;  // of the last measurement
  LiveOutcome outcome_;

  static constexpr double kMinConfirmationS = 1.0;
};

}  // namespace

Result<LiveOutcome> compare_live(const std::vector<ProgramPair>& pairs, const Suite& workload,
                                 const Policy& policy, const LiveOptions& options,
                                 const Installation& installation, StopSignals& signals) {
  return LiveComparison(pairs, workload, policy, options, installation, signals).run();
}

}  // namespace bpfmark

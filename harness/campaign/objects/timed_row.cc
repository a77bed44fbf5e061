// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/objects/timed_row.h"

#include <algorithm>
#include <utility>

#include "harness/gate/inconclusive.h"
#include "harness/gate/sequential_decision.h"

namespace bpfmark {
Result<std::unique_ptr<Runner>> make_arms(const ProgramBench& bench, const ProgramPair& pair,
                                          const PacketSpec& packet) {
  bench.renew();
  return bench.make_runner({pair.base, pair.base, pair.new_version}, packet);
}

Result<TimedRow> RowTimer::time(std::unique_ptr<Runner> runner, const ProgramPair& pair,
                                const PacketSpec& packet, const Threshold& threshold, double end_s,
                                const std::function<void(const Samples&)>& progress) {
  BPFMARK_ASSIGN(first, measure(*runner, packet, threshold, end_s, progress));
  if (first.decision.verdict != Verdict::regressed) return std::move(first);
  runner.reset();
  BPFMARK_ASSIGN(again, make_arms(bench_, pair, packet));
  const double again_end_s = std::max(end_s, bench_.now_s() + kMinConfirmationS);
  BPFMARK_ASSIGN(second, measure(*again, packet, threshold, again_end_s, progress));
  second.decision = confirmed(second.decision);
  if (second.decision.verdict == Verdict::inconclusive) {
    second.note = "a first measurement said regressed, a second one did not confirm it";
  }
  return std::move(second);
}

Result<TimedRow> RowTimer::measure(Runner& runner, const PacketSpec& packet,
                                   const Threshold& threshold, double end_s,
                                   const std::function<void(const Samples&)>& progress) {
  BPFMARK_ASSIGN(behaviour, learn_behaviour(runner, packet.packet.frames));
  const double budget_s = std::max(0.0, end_s - bench_.now_s());
  BPFMARK_ASSIGN(plan, make_plan(runner, behaviour, budget_s, seed_++));
  SequentialDecision decision(rows_, threshold, canaries_);
  const auto look = [&](const Samples& samples) { return decision.update(samples); };
  const SamplingHooks hooks{bench_.now_s, look, [&] { return bench_.stopped(); }, progress};
  BPFMARK_ASSIGN(samples, take_samples(runner, behaviour, plan, hooks));
  if (samples.stopped == StopReason::interrupted) return interrupted(0);
  // What came after the last look counts as well.
  if (samples.stopped == StopReason::budget_spent) look(samples);
  append_canaries(samples, canaries_);
  TimedRow row{decision.decision(), decision.corrections(), ""};
  if (row.decision.verdict == Verdict::inconclusive) {
    const std::string preempted = preemption_warning(samples);
    row.note = preempted.empty() ? why_inconclusive(row.decision, samples.wall_s) : preempted;
  }
  return row;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whole comparisons without a kernel: samples taken on a FakeRunner in virtual time, looked at,
// decided and, where regressed, measured once more, as `compare` does it.
#include "harness/gate/sequential_decision.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>

#include "harness/gate/policy/policy.h"
#include "harness/sample/fake_runner.h"
#include "harness/sample/sampling.h"

namespace bpfmark {
namespace {

struct Machine {
  double placement_deviation_ns = 0.4;
  double base_ns = 45;  // gross; the reference takes 30
  double base_again_ns = 45;
  double new_ns = 45;
  std::optional<double> base_deviation_ns = {};  // over placements, of the bases alone
  double contended_share = 0;
  double period_s = 1;           // of its coming and going
  double contended_ns = 15;      // on top in base
  double new_contended_ns = 15;  // on top in new
  double budget_s = 5;
  std::size_t rows = 1;
};

FakeRunner runner_of(const Machine& machine, std::uint64_t seed) {
  FakeRunner runner;
  runner.seed(seed);
  runner.placement_deviation_ns = machine.placement_deviation_ns;
  runner.fake_arms.resize(4);
  runner.fake_arms[kReferenceArm] = {.cost_ns = 30, .contended_extra_ns = 6};
  runner.fake_arms[kBaseArm] = {.cost_ns = machine.base_ns,
                                .contended_extra_ns = machine.contended_ns,
                                .placement_deviation_ns = machine.base_deviation_ns};
  runner.fake_arms[kBaseAgainArm] = {.cost_ns = machine.base_again_ns,
                                     .contended_extra_ns = machine.contended_ns,
                                     .placement_deviation_ns = machine.base_deviation_ns};
  runner.fake_arms[kNewArm] = {.cost_ns = machine.new_ns,
                               .contended_extra_ns = machine.new_contended_ns};
  // Each run begins somewhere else in the period.
  const double phase = 0.37 * static_cast<double>(seed);
  runner.contended = [machine, phase](double now_s) {
    return std::fmod(now_s / machine.period_s + phase, 1.0) < machine.contended_share;
  };
  return runner;
}

Decision measure(const Machine& machine, std::uint64_t seed) {
  FakeRunner runner = runner_of(machine, seed);
  const Behaviour behaviour = learn_behaviour(runner, runner.fake_frames).value();
  const Plan plan = make_plan(runner, behaviour, machine.budget_s, seed).value();
  const Threshold threshold = Policy().row("ns_per_packet_net", "udp64").threshold;
  SequentialDecision decision(machine.rows, threshold, {});
  SamplingHooks hooks;
  hooks.now_s = [&] { return runner.time_s; };
  hooks.precise_enough = [&](const Samples& samples) { return decision.update(samples); };
  hooks.interrupted = [] { return false; };
  const Samples samples = take_samples(runner, behaviour, plan, hooks).value();
  if (samples.stopped == StopReason::budget_spent) decision.update(samples);
  return decision.decision();
}

Decision compare_once(const Machine& machine, std::uint64_t seed) {
  const Decision first = measure(machine, 2 * seed);
  if (first.verdict != Verdict::regressed) return first;
  return confirmed(measure(machine, 2 * seed + 1));
}

struct Counts {
  int improved = 0;
  int unchanged = 0;
  int regressed = 0;
  int inconclusive = 0;
  int contended = 0;
};

Counts compare_many(const Machine& machine, int runs) {
  Counts counts;
  for (int seed = 1; seed <= runs; ++seed) {
    const Decision decision = compare_once(machine, static_cast<std::uint64_t>(seed));
    counts.improved += decision.verdict == Verdict::improved ? 1 : 0;
    counts.unchanged += decision.verdict == Verdict::unchanged ? 1 : 0;
    counts.regressed += decision.verdict == Verdict::regressed ? 1 : 0;
    counts.inconclusive += decision.verdict == Verdict::inconclusive ? 1 : 0;
    counts.contended += decision.regime == Regime::contended ? 1 : 0;
  }
  return counts;
}

TEST(SequentialDecision, OfTheSameProgramNeverRaisesAnAlarm) {
  for (const double deviation_ns : {0.3, 0.4, 0.5}) {
    const Counts counts = compare_many({.placement_deviation_ns = deviation_ns}, 100);
    EXPECT_EQ(counts.regressed, 0) << deviation_ns;
    EXPECT_EQ(counts.improved, 0) << deviation_ns;
    EXPECT_LE(counts.inconclusive, 2) << deviation_ns;
    EXPECT_GE(counts.unchanged, 98) << deviation_ns;
  }
}

TEST(SequentialDecision, AlwaysFindsOneNanosecond) {
  for (const double deviation_ns : {0.3, 0.5}) {
    EXPECT_EQ(compare_many({.placement_deviation_ns = deviation_ns, .new_ns = 46}, 50).regressed,
              50)
        << deviation_ns;
  }
  EXPECT_EQ(compare_many({.new_ns = 44}, 30).improved, 30);
}

TEST(SequentialDecision, ManyRowsCostConfidenceNotVerdicts) {
  EXPECT_EQ(compare_many({.new_ns = 46, .rows = 50}, 20).regressed, 20);
  EXPECT_GE(compare_many({.rows = 50}, 20).unchanged, 19);
}

TEST(SequentialDecision, ContentionThatComesAndGoesChangesNothing) {
  for (const double share : {0.3, 0.7}) {
    const Counts same = compare_many({.contended_share = share}, 30);
    EXPECT_EQ(same.regressed + same.improved, 0) << share;
    EXPECT_GE(same.unchanged, 28) << share;
    EXPECT_EQ(compare_many({.new_ns = 46, .contended_share = share}, 20).regressed, 20) << share;
  }
}

TEST(SequentialDecision, TakesDifferencesWithinOneRegime) {
  // Ten more in the contended regime alone.
  Machine machine{.contended_share = 0.15, .period_s = 0.01, .new_contended_ns = 25};
  const Counts mostly_quiet = compare_many(machine, 20);
  EXPECT_EQ(mostly_quiet.contended, 0);
  EXPECT_EQ(mostly_quiet.regressed, 0);
  EXPECT_GE(mostly_quiet.unchanged, 19);

  machine.contended_share = 0.85;
  const Counts mostly_contended = compare_many(machine, 20);
  EXPECT_EQ(mostly_contended.contended, 20);
  EXPECT_EQ(mostly_contended.regressed, 20);
}

TEST(SequentialDecision, AWholeRunInOneRegimeIsComparedInIt) {
  const Counts counts = compare_many({.contended_share = 1}, 20);
  EXPECT_GE(counts.unchanged, 19);
  EXPECT_EQ(compare_many({.new_ns = 46, .contended_share = 1}, 20).regressed, 20);
}

TEST(SequentialDecision, NoiseBetweenTheBasesBeyondTheThresholdIsNeverAPass) {
  const Counts scatter = compare_many({.base_deviation_ns = 8, .budget_s = 1}, 30);
  EXPECT_EQ(scatter.inconclusive, 30);
  // Two loads of base that always differ, with new right in the middle.
  const Counts offset = compare_many({.base_again_ns = 47, .new_ns = 46, .budget_s = 1}, 30);
  EXPECT_EQ(offset.inconclusive, 30);
  // Slower than their mean by less than they differ by.
  const Counts slower = compare_many({.base_again_ns = 47, .new_ns = 47.5, .budget_s = 1}, 30);
  EXPECT_EQ(slower.inconclusive, 30);
}

TEST(SequentialDecision, WithoutTimeItIsInconclusive) {
  EXPECT_EQ(compare_many({.budget_s = 0.001}, 20).inconclusive, 20);
}

}  // namespace
}  // namespace bpfmark

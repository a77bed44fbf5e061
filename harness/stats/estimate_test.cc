// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/estimate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

namespace bpfmark {
namespace {

const CanaryModes kModes{10, 40, 25, 0.3};

Placement placement_of(std::size_t rounds, std::vector<double> arm_ns, double canary_ns) {
  return {std::vector<Round>(rounds, Round{std::move(arm_ns), canary_ns})};
}

TEST(Estimate, IsTheIntervalOverTheMiddleHalvesOfThePlacements) {
  Samples samples;
  for (const double base : {1.0, 2.0, 3.0}) {
    Placement placement;
    // Of 8 rounds the middle four: base + 2 .. base + 5, whose mean is base + 3.5.
    for (const double extra : {-900, 4, 1, 5, 3, 2, 6, 5000}) {
      placement.rounds.push_back({{base, base + extra}, 10});
    }
    samples.placements.push_back(placement);
  }
  const auto gross = estimate_gross(samples, 1, Regime::quiet, std::nullopt);
  ASSERT_TRUE(gross);
  EXPECT_EQ(gross->units, (std::vector{4.5, 5.5, 6.5}));
  EXPECT_EQ(gross->rounds, 24U);
  EXPECT_DOUBLE_EQ(gross->interval.value, 5.5);
  // Two degrees of freedom, textbook's table: t = 9.925; the standard deviation is 1.
  EXPECT_NEAR(gross->interval.half_width(), 9.925 / std::sqrt(3), 5e-4);
  EXPECT_EQ(gross->interval.confidence, kConfidence);

  const auto net = estimate_difference(samples, 1, 0, Regime::quiet, std::nullopt);
  ASSERT_TRUE(net);
  EXPECT_EQ(net->units, (std::vector{3.5, 3.5, 3.5})) << "within each round, then averaged";
  EXPECT_DOUBLE_EQ(estimate_difference(samples, 0, 1, Regime::quiet, {})->interval.value, -3.5);
}

TEST(Estimate, IsMadeWithinOneRegime) {
  Samples samples;
  for (int i = 0; i < 2; ++i) {
    Placement placement = placement_of(10, {30, 34}, 10);
    const Placement contended = placement_of(8, {36, 60}, 40);
    placement.rounds.insert(placement.rounds.end(), contended.rounds.begin(),
                            contended.rounds.end());
    samples.placements.push_back(placement);
  }
  const auto quiet = estimate_difference(samples, 1, 0, Regime::quiet, kModes);
  const auto contended = estimate_difference(samples, 1, 0, Regime::contended, kModes);
  ASSERT_TRUE(quiet);
  ASSERT_TRUE(contended);
  EXPECT_EQ(quiet->interval.value, 4);
  EXPECT_EQ(quiet->rounds, 18U) << "the tenth borders on the change";
  EXPECT_EQ(contended->interval.value, 24);
  EXPECT_EQ(contended->rounds, 16U);
  EXPECT_DOUBLE_EQ(*contended_share(samples, kModes), 16.0 / 34);
  EXPECT_FALSE(estimate_gross(samples, 1, Regime::contended, std::nullopt)) << "one regime: quiet";
}

TEST(Estimate, CountsAPlacementFromTheLeastNumberOfRounds) {
  Samples samples;
  samples.placements = {placement_of(kMinRounds, {30}, 10), placement_of(kMinRounds - 1, {30}, 10)};
  EXPECT_FALSE(estimate_gross(samples, 0, Regime::quiet, kModes))
      << "one placement has no interval";
  samples.placements.push_back(placement_of(kMinRounds, {32}, 10));
  const auto estimate = estimate_gross(samples, 0, Regime::quiet, kModes);
  ASSERT_TRUE(estimate);
  EXPECT_EQ(estimate->units, (std::vector{30.0, 32.0}));
  EXPECT_EQ(estimate->rounds, 2 * kMinRounds);
}

TEST(Estimate, LeavesOutWhatWasNotMeasured) {
  Samples samples;
  samples.placements.assign(2, placement_of(kMinRounds + 1, {30, 34}, 10));
  samples.placements[0].rounds[1].arm_ns = {30};
  samples.placements[1].rounds[2].arm_ns[1] = std::nan("");
  samples.placements[1].rounds[3].arm_ns[0] = HUGE_VAL;
  EXPECT_FALSE(estimate_difference(samples, 1, 0, Regime::quiet, {})) << "four rounds in one";
  const auto gross = estimate_gross(samples, 1, Regime::quiet, {});
  ASSERT_TRUE(gross);
  EXPECT_EQ(gross->rounds, 2 * kMinRounds);
  EXPECT_FALSE(estimate_gross(samples, 2, Regime::quiet, {})) << "no such arm";
  EXPECT_FALSE(estimate_gross({}, 0, Regime::quiet, {}));
}

// Two placements a visit, a nanosecond apart, around the given means.
Samples visits_around(const std::vector<double>& means_ns) {
  Samples samples;
  for (const double mean_ns : means_ns) {
    Samples visit;
    for (const double off_ns : {-0.5, 0.5}) {
      visit.placements.push_back(placement_of(kMinRounds, {30, 30 + mean_ns + off_ns}, 10));
    }
    append_visit(samples, visit);
  }
  return samples;
}

TEST(Estimate, IsTakenOverTheMeansOfVisitsWhereThereAreEnough) {
  const auto net = [](const Samples& samples) {
    return estimate_difference(samples, 1, 0, Regime::quiet, {}).value();
  };
  const Estimate few = net(visits_around({5, 6, 7}));
  EXPECT_EQ(few.units, (std::vector{4.5, 5.5, 5.5, 6.5, 6.5, 7.5})) << "placements";
  const Estimate enough = net(visits_around({5, 6, 7, 10}));
  EXPECT_EQ(enough.units, (std::vector{5.0, 6.0, 7.0, 10.0}));
  EXPECT_EQ(enough.rounds, 8 * kMinRounds);
  EXPECT_DOUBLE_EQ(enough.interval.value, 7);
  // Three degrees of freedom, textbook's table: t = 5.841; the variance is 14 / 3.
  EXPECT_NEAR(enough.interval.half_width(), 5.841 * std::sqrt(14.0 / 3 / 4), 1e-3);
}

TEST(Estimate, AVisitThatDidNotSeeTheRegimeIsNoUnitOfIt) {
  Samples samples = visits_around({5, 6, 7, 10});
  for (Round& round : samples.placements[0].rounds) round.canary_ns = 40;
  for (Round& round : samples.placements[1].rounds) round.canary_ns = 40;
  const auto quiet = estimate_difference(samples, 1, 0, Regime::quiet, kModes);
  EXPECT_EQ(quiet.value().units.size(), 6U) << "three visits are too few: placements";
}

TEST(EstimateCycles, AreThoseOfTheClockInEachRound) {
  Samples samples;
  for (const double ghz : {2.0, 4.0}) {
    // The same 12 cycles, in more time at the slower clock.
    Placement placement = placement_of(kMinRounds, {30, 30 + 12 / ghz}, 10);
    for (Round& round : placement.rounds) round.core_ghz = ghz;
    samples.placements.push_back(placement);
  }
  const auto cycles = estimate_cycles(samples, 1, 0, Regime::quiet, {});
  ASSERT_TRUE(cycles);
  EXPECT_EQ(cycles->units, (std::vector{12.0, 12.0}));
  std::vector<double> clocks_ghz;
  append_core_clocks(samples, clocks_ghz);
  EXPECT_EQ(clocks_ghz.size(), 2 * kMinRounds);
  for (Round& round : samples.placements[0].rounds) round.core_ghz = 0;
  EXPECT_FALSE(estimate_cycles(samples, 1, 0, Regime::quiet, {})) << "not known in one placement";
}

TEST(ContendedShare, IsOfTheLabelledRounds) {
  EXPECT_FALSE(contended_share({}, kModes));
  EXPECT_FALSE(contended_share({}, std::nullopt));
  Samples samples;
  samples.placements = {placement_of(3, {}, 10)};
  EXPECT_EQ(contended_share(samples, std::nullopt), 0.0);
  samples.placements.push_back(placement_of(1, {}, 40));
  EXPECT_EQ(contended_share(samples, kModes), 0.25);
  samples.placements = {placement_of(3, {}, std::nan(""))};
  EXPECT_FALSE(contended_share(samples, kModes)) << "none has a label";
}

TEST(AppendCanaries, KeepsWhatIsThere) {
  Samples samples;
  samples.placements = {placement_of(2, {}, 10), placement_of(1, {}, 40)};
  std::vector<double> canaries = {7};
  append_canaries(samples, canaries);
  EXPECT_EQ(canaries, (std::vector{7.0, 10.0, 10.0, 40.0}));
}

// Twelve loads of two identical programs: each load shifts their difference by N(0, 0.3) ns for as
// long as it stays; within it the rounds follow an autoregressive process (0.8 of the last,
// standard deviation 0.5 ns), with a preempted block in a hundred.
Samples identical_programs(std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  std::bernoulli_distribution is_preempted(0.01);
  Samples samples;
  for (int i = 0; i < 12; ++i) {
    const double shift = 0.3 * normal(random);
    double noise = 0.5 * normal(random);
    Placement placement;
    for (int j = 0; j < 60; ++j) {
      noise = 0.8 * noise + 0.5 * 0.6 * normal(random);
      const double preempted = is_preempted(random) ? 300 : 0;
      placement.rounds.push_back({{33, 33 + shift + noise + preempted}, 10.5});
    }
    samples.placements.push_back(placement);
  }
  return samples;
}

// The t interval as it would be, were every round an observation of its own.
Interval interval_over_rounds(const Samples& samples) {
  std::vector<double> differences;
  for (const Placement& placement : samples.placements) {
    for (const Round& round : placement.rounds) {
      const double difference = round.arm_ns[1] - round.arm_ns[0];
      if (difference < 100) differences.push_back(difference);  // be kind: no preempted block
    }
  }
  return *mean_interval(differences, kConfidence);
}

TEST(Estimate, CoversOverPlacementsWhereAnIntervalOverRoundsDoesNot) {
  const int kRuns = 2000;
  std::mt19937_64 random(1);
  int covered = 0, covered_over_rounds = 0;
  double bias = 0;
  for (int i = 0; i < kRuns; ++i) {
    const Samples samples = identical_programs(random);
    const auto estimate = estimate_difference(samples, 1, 0, Regime::quiet, std::nullopt);
    ASSERT_TRUE(estimate);
    covered += estimate->interval.low <= 0 && 0 <= estimate->interval.high;
    bias += estimate->interval.value / kRuns;
    const Interval naive = interval_over_rounds(samples);
    covered_over_rounds += naive.low <= 0 && 0 <= naive.high;
  }
  const double error = std::sqrt(kConfidence * (1 - kConfidence) / kRuns);
  EXPECT_NEAR(static_cast<double>(covered) / kRuns, kConfidence, 4 * error);
  EXPECT_LT(covered_over_rounds, 0.6 * kRuns) << "of 99 % promised";
  EXPECT_NEAR(bias, 0, 0.02) << "one-sided preemption";
  RecordProperty("covered", covered);
  RecordProperty("covered_over_rounds", covered_over_rounds);
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/decision.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace bpfmark {
namespace {

const CanaryModes kModes{10, 40, 25, 0.5};
const Threshold kHalf{0.5, 0};

// Placements whose rounds all read the same: `shift` moves the new arm, in turns up and down, and
// `base_shift` the second base.
Samples still_samples(double base, double base_again, double new_version, double shift = 0.05,
                      double base_shift = 0.05, std::size_t placements = 20,
                      double canary_ns = 10) {
  Samples samples;
  for (std::size_t i = 0; i < placements; ++i) {
    const double sign = i % 2 == 0 ? 1 : -1;
    const Round round{
        {30, 30 + base, 30 + base_again + sign * base_shift, 30 + new_version + sign * shift},
        canary_ns};
    samples.placements.push_back({std::vector<Round>(6, round)});
  }
  return samples;
}

Decision decide_at_99(const Samples& samples, const Threshold& threshold = kHalf) {
  return decide(samples, std::nullopt, threshold, 0.99);
}

TEST(LookConfidence, SharesAlphaAmongAllRowsAndLooks) {
  EXPECT_DOUBLE_EQ(look_confidence(0.99, 1, 1), 0.995);
  EXPECT_DOUBLE_EQ(look_confidence(0.99, 5, 3), 1 - 0.01 / 60);
  for (const std::size_t rows : {1u, 7u, 100u}) {
    double spent = 0;
    for (std::size_t look = 1; look <= 10000; ++look) {
      const double share = static_cast<double>(rows) * (1 - look_confidence(0.99, rows, look));
      EXPECT_GT(share, 0);
      spent += share;
    }
    EXPECT_LE(spent, 0.01 + 1e-9) << rows;
    EXPECT_NEAR(spent, 0.01, 0.01 / 10000 + 1e-9) << "nothing is wasted, " << rows;
  }
}

TEST(Decision, IsAgainstTheMeanOfBothBases) {
  const Decision decision = decide_at_99(still_samples(4.0, 4.2, 6.1));
  EXPECT_NEAR(decision.base->interval.value, 4.1, 1e-9) << "net";
  EXPECT_NEAR(decision.new_version->interval.value, 6.1, 1e-9);
  EXPECT_NEAR(decision.difference->interval.value, 2.0, 1e-9);
  EXPECT_NEAR(decision.noise->interval.value, 0.2, 1e-9);
  EXPECT_DOUBLE_EQ(decision.noise_floor_ns, decision.noise->interval.high);
  EXPECT_DOUBLE_EQ(decision.threshold_ns, 0.5);
  EXPECT_EQ(decision.verdict, Verdict::regressed);
}

TEST(Decision, TheNoiseFloorIsTheFarEndWhicheverBaseIsSlower) {
  const Decision decision = decide_at_99(still_samples(4.2, 4.0, 4.1));
  EXPECT_DOUBLE_EQ(decision.noise_floor_ns, -decision.noise->interval.low);
  EXPECT_GT(decision.noise_floor_ns, 0.2);
}

TEST(Decision, Verdicts) {
  const struct {
    const char* what;
    Samples samples;
    Threshold threshold;
    Verdict verdict;
  } cases[] = {
      {"slower", still_samples(4, 4, 5), kHalf, Verdict::regressed},
      {"faster", still_samples(4, 4, 3), kHalf, Verdict::improved},
      {"the same", still_samples(4, 4, 4.1), kHalf, Verdict::unchanged},
      {"across the threshold", still_samples(4, 4, 4.5), kHalf, Verdict::inconclusive},
      {"2 % of 100 is 2", still_samples(100, 100, 101), {0.5, 0.02}, Verdict::unchanged},
      {"beyond 2 %", still_samples(100, 100, 103), {0.5, 0.02}, Verdict::regressed},
      {"new scatters", still_samples(4, 4, 4, 3), kHalf, Verdict::inconclusive},
      {"base scatters", still_samples(4, 4, 4, 0.05, 1.5), kHalf, Verdict::inconclusive},
      {"bases differ", still_samples(4, 5, 4.5), kHalf, Verdict::inconclusive},
      {"slower, but not by more than the bases differ", still_samples(4, 5, 5.3), kHalf,
       Verdict::inconclusive},
      {"slower by more than the bases differ", still_samples(4, 5, 6), kHalf, Verdict::regressed},
      {"one placement", still_samples(4, 4, 9, 0.05, 0.05, 1), kHalf, Verdict::inconclusive},
      {"none", Samples(), kHalf, Verdict::inconclusive},
  };
  for (const auto& each : cases) {
    EXPECT_EQ(decide_at_99(each.samples, each.threshold).verdict, each.verdict) << each.what;
  }
}

TEST(Decision, AskedForMoreConfidenceItIsLessCertain) {
  const Samples samples = still_samples(4, 4, 4.6, 0.15, 0.01);
  EXPECT_EQ(decide(samples, {}, kHalf, 0.9).verdict, Verdict::regressed);
  EXPECT_EQ(decide(samples, {}, kHalf, 0.999999).verdict, Verdict::inconclusive);
  EXPECT_EQ(decide(samples, {}, kHalf, 0.9).noise->interval.confidence, kConfidence);
}

TEST(Decision, TimesThatAreNotFiniteAreLeftOut) {
  Samples samples = still_samples(4, 4, 4);
  for (std::size_t i = 0; i < samples.placements.size(); i += 2) {
    for (Round& round : samples.placements[i].rounds) {
      round.arm_ns[kNewArm] = std::numeric_limits<double>::quiet_NaN();
    }
  }
  const Decision decision = decide_at_99(samples);
  EXPECT_EQ(decision.difference->units.size(), 10U);
  EXPECT_TRUE(std::isfinite(decision.noise_floor_ns));
}

TEST(Decision, IsMadeInTheRegimeThatMorePlacementsSaw) {
  Samples samples = still_samples(4, 4, 4, 0.05, 0.05, 12, 10);
  const Samples contended = still_samples(9, 9, 19, 0.05, 0.05, 20, 40);
  samples.placements.insert(samples.placements.end(), contended.placements.begin(),
                            contended.placements.end());
  const Decision mostly_contended = decide(samples, kModes, kHalf, 0.99);
  EXPECT_EQ(mostly_contended.regime, Regime::contended);
  EXPECT_EQ(mostly_contended.difference->units.size(), 20U);
  EXPECT_NEAR(mostly_contended.difference->interval.value, 10, 1e-9);
  EXPECT_EQ(mostly_contended.verdict, Verdict::regressed);

  samples.placements.resize(20);
  const Decision mostly_quiet = decide(samples, kModes, kHalf, 0.99);
  EXPECT_EQ(mostly_quiet.regime, Regime::quiet);
  EXPECT_NEAR(mostly_quiet.difference->interval.value, 0, 1e-9);
  EXPECT_EQ(mostly_quiet.verdict, Verdict::unchanged) << "what contention adds is not mixed in";
}

// The hardest case for a false alarm: a true difference of exactly the threshold, looked at again
// and again. The share of runs that ever say regressed is that of all looks together.
double share_ever_beyond(bool corrected) {
  constexpr int kRuns = 600;
  std::mt19937_64 random(11);
  std::normal_distribution<double> normal;
  int alarms = 0;
  for (int run = 0; run < kRuns; ++run) {
    Samples samples;
    bool alarm = false;
    std::size_t look = 0;
    while (samples.placements.size() < 64 && !alarm) {
      const Round round{{30, 34, 34, 34.5 + 0.5 * normal(random)}, 10};
      samples.placements.push_back({std::vector<Round>(kMinRounds, round)});
      if (samples.placements.size() % 8 != 0) continue;
      ++look;
      const double confidence = corrected ? look_confidence(0.95, 1, look) : 0.95;
      alarm = decide(samples, {}, kHalf, confidence).verdict == Verdict::regressed;
    }
    alarms += alarm ? 1 : 0;
  }
  return static_cast<double>(alarms) / kRuns;
}

TEST(Decision, HoldsItsErrorRateOverAllLooks) {
  // Half of 5 % on the side that fails a build, and no more for looking eight times.
  EXPECT_LT(share_ever_beyond(true), 0.025 + 3 * std::sqrt(0.025 * 0.975 / 600));
  EXPECT_GT(share_ever_beyond(false), 0.05) << "uncorrected looks: what the correction is for";
}

}  // namespace
}  // namespace bpfmark

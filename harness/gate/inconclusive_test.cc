// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/inconclusive.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

Estimate around(double value, double half) {
  Estimate estimate;
  estimate.interval = {value, value - half, value + half, 0.99};
  return estimate;
}

// A threshold of 1 ns.
Decision decided(double value, double half, double noise = 0, double noise_half = 0.1) {
  Decision decision;
  decision.difference = around(value, half);
  decision.noise = around(noise, noise_half);
  decision.noise_floor_ns = std::abs(noise) + noise_half;
  decision.threshold_ns = 1;
  return decision;
}

TEST(Inconclusive, HowFarTheIntervalsMustShrink) {
  EXPECT_NEAR(*shrink_to_certainty(decided(0.5, 1)), 0.5, 1e-9) << "to be unchanged";
  EXPECT_NEAR(*shrink_to_certainty(decided(2, 2)), 0.5, 1e-9) << "to be regressed";
  EXPECT_NEAR(*shrink_to_certainty(decided(-2, 2)), 0.5, 1e-9) << "to be improved";
  EXPECT_NEAR(*shrink_to_certainty(decided(0, 0.1, 0, 4)), 0.25, 1e-9) << "the noise must";
  EXPECT_NEAR(*shrink_to_certainty(decided(3, 2, 1, 2)), 0.5, 1e-9) << "both must";
  EXPECT_EQ(shrink_to_certainty(decided(1, 0.2)), std::nullopt) << "at the threshold";
  EXPECT_EQ(shrink_to_certainty(decided(0, 0.2, 2)), std::nullopt) << "loads differ by more";
  EXPECT_EQ(shrink_to_certainty(Decision{}), std::nullopt);
}

TEST(Inconclusive, SaysAboutHowMuchTimeWouldHelp) {
  const std::string text = why_inconclusive(decided(0.5, 1), 10);
  EXPECT_THAT(text, HasSubstr("reaches across the threshold of 1.00 ns"));
  EXPECT_THAT(text, HasSubstr("--budget, about 48 s a row")) << "4 times as long, and a margin";
  EXPECT_THAT(text, HasSubstr("a threshold above 1.50 ns"));
  EXPECT_THAT(text, HasSubstr("the exact metrics alone"));
}

TEST(Inconclusive, WhereNoTimeWouldHelpItSaysSo) {
  for (const Decision& decision : {decided(1, 0.2), decided(0.9, 1), decided(0, 0.2, 2)}) {
    const std::string text = why_inconclusive(decision, 10);
    EXPECT_THAT(text, HasSubstr("more --budget would hardly help"));
    EXPECT_THAT(text, HasSubstr("or a threshold above"));
  }
  EXPECT_THAT(why_inconclusive(decided(0, 0.2, 2), 10),
              HasSubstr("two loads of base differ by up to 2.10 ns"));
}

TEST(Inconclusive, WithoutAnIntervalItSaysWhatIsMissing) {
  EXPECT_THAT(why_inconclusive(Decision{}, 1), HasSubstr("too few placements for an interval"));
}

}  // namespace
}  // namespace bpfmark

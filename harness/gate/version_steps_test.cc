// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/version_steps.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

const CanaryModes kModes{10, 40, 25, 0.5};

// Placements of two versions; `step` is the second minus the first, +- `scatter` in turns.
Samples two_versions(double first, double step, double scatter, std::size_t placements = 12,
                     double canary_ns = 10) {
  Samples samples;
  for (std::size_t i = 0; i < placements; ++i) {
    const double shift = i % 2 == 0 ? scatter : -scatter;
    const Round round{{30, 30 + first, 30 + first + step + shift}, canary_ns};
    samples.placements.push_back({std::vector<Round>(6, round)});
  }
  return samples;
}

PairedCase case_of(const Samples& samples, const std::string& packet = "udp64") {
  return {&samples, {"v1", "v2"}, {"s/v1/" + packet, "s/v2/" + packet}};
}

TEST(VersionSteps, EachVersionStandsAgainstTheOneBefore) {
  Samples samples = two_versions(4, 2, 0.1);
  for (Placement& placement : samples.placements) {
    for (Round& round : placement.rounds) round.arm_ns.push_back(round.arm_ns[2] - 3);
  }
  const PairedCase each{&samples, {"v1", "v2", "v3"}, {"s/v1/p", "s/v2/p", "s/v3/p"}};
  const auto rows = compare_steps({each}, std::nullopt, {0.5, 0.02});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].name, "s/v2/p");
  EXPECT_EQ(rows[0].metric, "ns_per_packet_net");
  EXPECT_EQ(rows[0].base, "v1");
  EXPECT_EQ(rows[0].new_version, "v2");
  EXPECT_NEAR(*rows[0].difference, 2, 1e-9);
  EXPECT_NEAR(*rows[0].ratio, 1.5, 1e-9);
  EXPECT_EQ(rows[0].verdict, Verdict::regressed);
  EXPECT_EQ(rows[1].name, "s/v3/p");
  EXPECT_EQ(rows[1].base, "v2");
  EXPECT_NEAR(*rows[1].difference, -3, 1e-9);
  EXPECT_EQ(rows[1].verdict, Verdict::improved);
}

TEST(VersionSteps, Verdicts) {
  const struct {
    double first;
    double step;
    double scatter;
    Verdict verdict;
  } table[] = {{4, 0, 0.1, Verdict::unchanged},      {4, 1, 0.1, Verdict::regressed},
               {4, -1, 0.1, Verdict::improved},      {4, 0, 3, Verdict::inconclusive},
               {4, 0.5, 0.1, Verdict::inconclusive}, {100, 1.5, 0.1, Verdict::unchanged},
               {100, 3, 0.1, Verdict::regressed}};
  for (const auto& each : table) {
    const Samples samples = two_versions(each.first, each.step, each.scatter);
    const auto rows = compare_steps({case_of(samples)}, std::nullopt, {0.5, 0.02});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].verdict, each.verdict) << each.first << " + " << each.step;
  }
}

TEST(VersionSteps, PValuesAreCorrectedForTheFamily) {
  // t = 7.5 with 5 degrees of freedom, p = 0.0007: significant alone, but not among 21.
  const Samples clear = two_versions(4, 3, 0.9, 6);
  const Samples same = two_versions(4, 0, 0.1);
  const auto alone = compare_steps({case_of(clear)}, std::nullopt, {0.5, 0.02});
  ASSERT_EQ(alone.front().verdict, Verdict::regressed);
  std::vector<PairedCase> many = {case_of(clear)};
  for (int i = 0; i < 20; ++i) many.push_back(case_of(same));
  const auto rows = compare_steps(many, std::nullopt, {0.5, 0.02});
  EXPECT_NEAR(*rows.front().p_value, 21 * *alone.front().p_value, 1e-12)
      << "Holm: the smallest of 21";
  EXPECT_EQ(rows.front().verdict, Verdict::inconclusive);
  EXPECT_EQ(rows.back().verdict, Verdict::unchanged);
}

TEST(VersionSteps, RegimesHaveRowsOfTheirOwn) {
  Samples samples = two_versions(4, 0, 0.1);
  const Samples contended = two_versions(9, 10, 0.1, 12, 40);
  samples.placements.insert(samples.placements.end(), contended.placements.begin(),
                            contended.placements.end());
  const auto rows = compare_steps({case_of(samples)}, kModes, {0.5, 0.02});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].metric, "ns_per_packet_net");
  EXPECT_EQ(rows[0].verdict, Verdict::unchanged);
  EXPECT_EQ(rows[1].metric, "ns_per_packet_net_contended");
  EXPECT_EQ(rows[1].verdict, Verdict::regressed);
}

TEST(VersionSteps, TheQuietRowStandsEvenWhereNothingWasSeen) {
  const Samples contended = two_versions(9, 0, 0.1, 12, 40);
  const auto rows = compare_steps({case_of(contended)}, kModes, {0.5, 0.02});
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].metric, "ns_per_packet_net");
  EXPECT_FALSE(rows[0].difference);
  EXPECT_FALSE(rows[0].p_value);
  EXPECT_EQ(rows[0].verdict, Verdict::inconclusive);
  EXPECT_EQ(rows[1].verdict, Verdict::unchanged);
}

TEST(VersionSteps, HaveNoRatioToWhatMayBeZero) {
  const Samples samples = two_versions(0, 3, 0.1);
  const auto rows = compare_steps({case_of(samples)}, std::nullopt, {0.5, 0.02});
  EXPECT_FALSE(rows[0].ratio);
  EXPECT_EQ(rows[0].verdict, Verdict::regressed);
}

TEST(VersionSteps, OneVersionHasNone) {
  const Samples samples = two_versions(4, 0, 0.1);
  const PairedCase single{&samples, {"v1"}, {"s/v1/p"}};
  EXPECT_TRUE(compare_steps({single}, std::nullopt, {}).empty());
  EXPECT_TRUE(compare_steps({}, std::nullopt, {}).empty());
}

}  // namespace
}  // namespace bpfmark

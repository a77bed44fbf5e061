// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/stats/regime.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace bpfmark {
namespace {

using Random = std::mt19937_64;
using Draw = std::function<double(Random&)>;

Draw normal(double mean, double deviation) {
  return [=](Random& random) { return std::normal_distribution(mean, deviation)(random); };
}

Draw uniform(double low, double high) {
  return [=](Random& random) { return std::uniform_real_distribution(low, high)(random); };
}

Draw mixed(double share, Draw other, Draw max) {
  return [=](Random& random) {
    return std::bernoulli_distribution(share)(random) ? other(random) : max(random);
  };
}

// Blocks that something else preempted, spread evenly over the orders of magnitude.
Draw preempted() {
  return
      [](Random& random) { return std::pow(10, std::uniform_real_distribution(1.7, 4.0)(random)); };
}

std::vector<double> sample(const Draw& draw, std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<double> values(count);
  for (double& value : values) value = draw(random);
  return values;
}

// The canary as measured: 10.5 ns quiet, 40 ns contended.
const Draw kQuiet = normal(10.5, 0.5);
const Draw kContended = normal(40, 1.5);

TEST(CanaryModes, HasNoneWithoutEnoughValues) {
  EXPECT_FALSE(find_canary_modes({}));
  EXPECT_FALSE(find_canary_modes(std::vector{10.5}));
  EXPECT_FALSE(find_canary_modes(std::vector{10.5, 40.0}));
  EXPECT_FALSE(find_canary_modes(std::vector<double>(1000, 10.5))) << "constant";
  EXPECT_FALSE(find_canary_modes(std::vector<double>(1000, std::nan(""))));
}

struct Unimodal {
  std::string name;
  Draw draw;
};

class UnimodalCanary : public testing::TestWithParam<Unimodal> {};

TEST_P(UnimodalCanary, HasNoModes) {
  for (const std::size_t count : {100, 1000, 4000}) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      const auto modes = find_canary_modes(sample(GetParam().draw, count, seed));
      EXPECT_FALSE(modes) << count << " values, seed " << seed << ": " << modes->quiet_ns << " and "
                          << modes->contended_ns;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, UnimodalCanary,
    testing::Values(
        Unimodal{"normal", kQuiet}, Unimodal{"around_zero", normal(0, 0.3)},
        Unimodal{"negative", normal(-2, 1)}, Unimodal{"uniform", uniform(5, 60)},
        Unimodal{"lognormal", [](Random& r) { return std::lognormal_distribution(2.3, 0.3)(r); }},
        Unimodal{"exponential", [](Random& r) { return std::exponential_distribution(0.1)(r); }},
        Unimodal{"student_2", [](Random& r) { return 10.5 + std::student_t_distribution(2.0)(r); }},
        Unimodal{"coarse_clock", [](Random& r) { return std::round(kQuiet(r) * 2) / 2; }},
        Unimodal{"preempted_0_1_percent", mixed(0.001, preempted(), kQuiet)},
        Unimodal{"preempted_0_5_percent", mixed(0.005, preempted(), kQuiet)},
        Unimodal{"preempted_1_percent", mixed(0.01, preempted(), kQuiet)},
        Unimodal{"preempted_evenly", mixed(0.005, uniform(50, 5000), kQuiet)},
        Unimodal{"preempted_in_the_reference", mixed(0.005, uniform(-5000, -20), kQuiet)},
        Unimodal{"preempted_all_alike", mixed(0.01, normal(2000, 20), kQuiet)}),
    [](const auto& instance) { return instance.param.name; });

TEST(CanaryModes, AreFoundAtAnyShareDespitePreemption) {
  const Draw strays = mixed(0.3, uniform(-3000, -50), preempted());
  for (const double share : {0.01, 0.03, 0.1, 0.5, 0.9, 0.97, 0.99}) {
    for (const double preempted_share : {0.0, 0.005}) {
      const Draw canary = mixed(preempted_share, strays, mixed(share, kContended, kQuiet));
      for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const auto modes = find_canary_modes(sample(canary, 6000, seed));
        ASSERT_TRUE(modes) << share << " preempted " << preempted_share << " seed " << seed;
        EXPECT_NEAR(modes->quiet_ns, 10.5, 0.5);
        EXPECT_NEAR(modes->contended_ns, 40, 1.5);
        EXPECT_GT(modes->threshold_ns, 10.5 + 2);
        EXPECT_LT(modes->threshold_ns, 40 - 5);
        EXPECT_NEAR(modes->contended_share, share,
                    0.004 + 4 * std::sqrt(share * (1 - share) / 6000));
      }
    }
  }
}

TEST(CanaryModes, AreNotHiddenByPreemptionThatFormsAModeItself) {
  for (const double preempted_ns : {200, 2000}) {  // 200 could pass for the contended mode
    const Draw canary = mixed(0.013, normal(preempted_ns, 3), mixed(0.3, kContended, kQuiet));
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const auto modes = find_canary_modes(sample(canary, 4000, seed));
      ASSERT_TRUE(modes) << seed;
      EXPECT_LT(modes->threshold_ns, 35) << seed;
    }
  }
}

TEST(CanaryModes, AreNotMadeOfFourClusters) {
  // By hand: medians 15 and 36.5, interquartile ranges 10 (7.4 as a standard deviation): D = 2.9.
  const Draw canary = mixed(0.5, mixed(0.5, normal(10, 0.1), normal(20, 0.1)),
                            mixed(0.5, normal(31.5, 0.1), normal(41.5, 0.1)));
  EXPECT_FALSE(find_canary_modes(sample(canary, 2000, 1)));
}

TEST(CanaryModes, AreFoundThroughRoundsInWhichTheRegimeChanged) {
  const Draw canary = mixed(0.03, uniform(10.5, 40), mixed(0.3, kContended, kQuiet));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_TRUE(find_canary_modes(sample(canary, 3000, seed))) << seed;
  }
}

TEST(CanaryModes, NeedARatioOrWhereThereIsNoneAGap) {
  const struct {
    double quiet, contended, deviation;
    bool found;
  } table[] = {
      {10, 12.5, 0.1, false},   // factor 1.25
      {10, 13.5, 0.1, true},    // factor 1.35
      {10, 190, 0.1, true},     // factor 19
      {10, 210, 0.1, false},    // factor 21: no contention
      {0.0, 25, 0.3, true},     // no ratio
      {-0.4, 25, 0.3, true},    // a negative one
      {0.1, 0.6, 0.01, false},  // a ratio of noise
      {-2, -0.5, 0.01, false},  // no cost at all
      {-30, 10.5, 0.3, false},  // preempted references
      {1e-9, 99, 0.3, true},    // a ratio beyond all measure
  };
  for (const auto& row : table) {
    const Draw canary =
        mixed(0.4, normal(row.contended, row.deviation), normal(row.quiet, row.deviation));
    EXPECT_EQ(find_canary_modes(sample(canary, 500, 1)).has_value(), row.found)
        << row.quiet << " " << row.contended;
  }
}

TEST(CanaryModes, OfTwoConstants) {
  // By hand: the medians, the middle between them, 30 of 100.
  std::vector<double> values(70, 10);
  values.insert(values.end(), 30, 40);
  const auto modes = find_canary_modes(values);
  ASSERT_TRUE(modes);
  EXPECT_EQ(modes->quiet_ns, 10);
  EXPECT_EQ(modes->contended_ns, 40);
  EXPECT_EQ(modes->threshold_ns, 25);
  EXPECT_DOUBLE_EQ(modes->contended_share, 0.3);
}

TEST(CanaryModes, IgnoreOrderAndWhatIsNoMeasurement) {
  std::vector<double> values = sample(mixed(0.3, kContended, kQuiet), 1000, 7);
  const auto modes = find_canary_modes(values);
  ASSERT_TRUE(modes);
  std::sort(values.begin(), values.end(), std::greater<>());
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  values.insert(values.begin() + 300, {std::nan(""), kInfinity, -kInfinity, 1e300, -1e300});
  const auto again = find_canary_modes(values);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->threshold_ns, modes->threshold_ns);
  EXPECT_EQ(again->contended_share, modes->contended_share);
}

TEST(CanaryModes, OfHalfAMillionValues) {
  const Draw canary = mixed(0.005, preempted(), mixed(0.02, kContended, kQuiet));
  const auto modes = find_canary_modes(sample(canary, 500'000, 1));
  ASSERT_TRUE(modes);
  EXPECT_NEAR(modes->contended_share, 0.02, 0.002);
}

using Labels = std::vector<std::optional<Regime>>;
constexpr auto kQ = Regime::quiet;
constexpr auto kC = Regime::contended;

Labels labels_of(const std::vector<double>& canaries) {
  Placement placement;
  for (const double canary : canaries) placement.rounds.push_back({{}, canary});
  return label_rounds(placement, CanaryModes{10, 40, 25, 0.3});
}

TEST(LabelRounds, AgreesWithTheCanariesOnEitherSide) {
  EXPECT_EQ(labels_of({}), Labels{});
  EXPECT_EQ(labels_of({10}), Labels{kQ});
  EXPECT_EQ(labels_of({40}), Labels{kC});
  EXPECT_EQ(labels_of({25}), Labels{kC}) << "the threshold itself";
  EXPECT_EQ(labels_of({10, 11, 39, 41, 9, 10}), (Labels{kQ, {}, kC, {}, kQ, kQ}));
  EXPECT_EQ(labels_of({10, 3000, 10}), (Labels{{}, {}, kQ})) << "a preempted canary";
  EXPECT_EQ(labels_of({10, std::nan(""), 10, std::nan("")}), (Labels{{}, {}, {}, {}}));
}

TEST(LabelRounds, AreAllQuietWithoutModes) {
  Placement placement;
  for (const double canary : {10.0, 40.0, std::nan("")}) placement.rounds.push_back({{}, canary});
  EXPECT_EQ(label_rounds(placement, std::nullopt), (Labels{kQ, kQ, kQ}));
}

TEST(SameCanaryLevel, IsAFactorOrWhatAQuietOneWandersBy) {
  EXPECT_TRUE(same_canary_level(10, 13));
  EXPECT_TRUE(same_canary_level(52, 40));
  EXPECT_TRUE(same_canary_level(5.2, 8));
  EXPECT_FALSE(same_canary_level(40, 53));
  EXPECT_FALSE(same_canary_level(10.5, 40));
  EXPECT_FALSE(same_canary_level(0, 1));
  EXPECT_FALSE(same_canary_level(-1, -1));
  EXPECT_FALSE(same_canary_level(std::nan(""), 10));
}

}  // namespace
}  // namespace bpfmark

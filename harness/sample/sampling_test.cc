// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/sampling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "harness/sample/fake_runner.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

class SamplingTest : public ::testing::Test {
 protected:
  SamplingTest() {
    runner_.fake_arms.resize(3);
    hooks_.now_s = [this] { return runner_.time_s; };
    hooks_.precise_enough = [](const Samples&) { return false; };
    hooks_.interrupted = [] { return false; };
  }

  Result<Samples> sample(double budget_s) {
    behaviour_ = learn_behaviour(runner_, runner_.fake_frames).value();
    plan_ = make_plan(runner_, behaviour_, budget_s, 7).value();
    runner_.load_orders.clear();
    runner_.visits.clear();
    return take_samples(runner_, behaviour_, plan_, hooks_);
  }

  FakeRunner runner_;
  Behaviour behaviour_;
  Plan plan_;
  SamplingHooks hooks_;
};

TEST_F(SamplingTest, KeepsToItsBudget) {
  const double start_s = runner_.time_s;
  const Samples samples = sample(2).value();
  EXPECT_EQ(samples.stopped, StopReason::budget_spent);
  EXPECT_GE(samples.placements.size(), 8u);
  EXPECT_NEAR(runner_.time_s - start_s, 2.0, 0.2);
  EXPECT_NEAR(samples.wall_s, 2.0, 0.2);
}

TEST_F(SamplingTest, StopsWhereItIsPreciseButNotBeforeEightPlacements) {
  hooks_.precise_enough = [](const Samples&) { return true; };
  const Samples samples = sample(100).value();
  EXPECT_EQ(samples.stopped, StopReason::precise);
  EXPECT_EQ(samples.placements.size(), kMinForPrecision);
}

TEST_F(SamplingTest, VisitsEachArmOncePerRoundInChangingOrder) {
  const Samples samples = sample(0.5).value();
  std::set<std::vector<std::size_t>> orders;
  for (std::size_t i = 0; i + 3 <= runner_.visits.size(); i += 3) {
    const std::vector<std::size_t> round(runner_.visits.begin() + i,
                                         runner_.visits.begin() + i + 3);
    EXPECT_THAT(round, UnorderedElementsAre(0, 1, 2));
    orders.insert(round);
  }
  EXPECT_EQ(orders.size(), 6u) << "all orders of three arms";
  EXPECT_GT(std::set(runner_.load_orders.begin(), runner_.load_orders.end()).size(), 1u);
  EXPECT_EQ(runner_.load_orders.size(), samples.placements.size());
}

TEST_F(SamplingTest, TheSameSeedGivesTheSameOrders) {
  ASSERT_TRUE(sample(0.5));
  const auto first = runner_.visits;
  runner_.time_s = 0;
  ASSERT_TRUE(sample(0.5));
  const std::size_t common = std::min(first.size(), runner_.visits.size());
  EXPECT_TRUE(std::equal(first.begin(), first.begin() + common, runner_.visits.begin()));
}

TEST_F(SamplingTest, NeverTimesMorePacketsThanADrainedMapHasRoomFor) {
  runner_.fake_arms[1].messages = 3;
  runner_.room_entries = 300;
  ASSERT_TRUE(sample(0.5));
  EXPECT_EQ(plan_.iterations, 100u);
}

TEST_F(SamplingTest, DropsThePlacementInHandWhenInterrupted) {
  int rounds = 0;
  hooks_.interrupted = [&] { return ++rounds > 5; };
  const Samples samples = sample(1000).value();
  EXPECT_EQ(samples.stopped, StopReason::interrupted);
  EXPECT_EQ(samples.placements.size(), 0u);
}

TEST_F(SamplingTest, RefusesAProgramThatStopsDoingWhatItDid) {
  runner_.fake_arms[1].verdict = [asked = 0](std::size_t) mutable {
    return ++asked < 500 ? 2u : 1u;
  };
  const auto samples = sample(1);
  ASSERT_FALSE(samples);
  EXPECT_EQ(samples.error().kind, ErrorKind::cannot_measure);
  EXPECT_THAT(samples.error().message, HasSubstr("arm 1: returned 1 after"));
}

TEST_F(SamplingTest, BlocksEndBeforeTheyWouldDoSomethingElse) {
  runner_.fake_arms[1].verdict = [](std::size_t packets) { return packets < 1000 ? 2u : 1u; };
  ASSERT_TRUE(sample(1));
  EXPECT_LE(plan_.iterations, 1000u);
  EXPECT_GT(plan_.iterations, 500u);
}

TEST_F(SamplingTest, DropsTheRoundOfAPreemptedBlock) {
  runner_.preempted = [](std::size_t visit) { return visit % 10 == 0; };
  const Samples samples = sample(1).value();
  std::size_t kept = 0;
  for (const Placement& placement : samples.placements) {
    kept += placement.rounds.size();
    for (const Round& round : placement.rounds) {
      for (const double ns : round.arm_ns) EXPECT_LT(ns, 100);
    }
  }
  EXPECT_GT(samples.preempted_rounds, 0u);
  EXPECT_EQ(kept + samples.preempted_rounds, samples.placements.size() * plan_.rounds);
}

TEST_F(SamplingTest, HasThreePlacementsEvenWithoutTimeForThem) {
  const Samples samples = sample(1e-6).value();
  EXPECT_EQ(samples.placements.size(), 3u);
}

}  // namespace
}  // namespace bpfmark

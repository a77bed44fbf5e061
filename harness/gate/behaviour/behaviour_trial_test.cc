// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour/behaviour_trial.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace bpfmark {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<Bytes> kInputs = {Bytes(14)};

Seen with_verdict(std::uint32_t verdict) {
  Seen seen;
  seen.calls.push_back({verdict, kInputs[0], {}});
  return seen;
}

// An observer that counts its runs and answers by their number.
struct Side {
  std::function<std::uint32_t(std::size_t)> verdict;
  std::size_t runs = 0;
  Observe observe() {
    return [this] { return Result<Seen>(with_verdict(verdict(runs++))); };
  }
};

BehaviourFindings try_sides(Side& base, Side& now, std::size_t confirmations = 4) {
  return try_behaviour("p", kInputs, base.observe(), now.observe(), confirmations).value();
}

TEST(BehaviourTrial, TheSameIsLookedAtThreeTimesAndOnce) {
  Side base{[](std::size_t) { return 2U; }};
  Side now = base;
  EXPECT_THAT(try_sides(base, now).differences, IsEmpty());
  EXPECT_EQ(base.runs, 3U);
  EXPECT_EQ(now.runs, 1U);
}

TEST(BehaviourTrial, ADifferenceIsConfirmedOnBothSides) {
  Side base{[](std::size_t) { return 2U; }};
  Side now{[](std::size_t) { return 1U; }};
  EXPECT_THAT(try_sides(base, now).differences, SizeIs(1));
  EXPECT_EQ(base.runs, 7U);
  EXPECT_EQ(now.runs, 5U);
}

// What two sides see by turns, as where memory is laid by turns, is no difference of theirs.
TEST(BehaviourTrial, WhatTakesTurnsFromLoadToLoadIsNoDifference) {
  for (const std::size_t places : {2, 3, 4, 5}) {
    std::size_t loads = 0;
    const Observe either = [&] {
      return Result<Seen>(with_verdict(static_cast<std::uint32_t>(loads++ % places)));
    };
    EXPECT_THAT(try_behaviour("p", kInputs, either, either, 8).value().differences, IsEmpty())
        << places;
  }
}

TEST(BehaviourTrial, ACoinIsNoDifference) {
  std::mt19937 random(1);
  const Observe coin = [&] { return Result<Seen>(with_verdict(random() % 2 + 1)); };
  for (int i = 0; i < 10000; ++i) {
    ASSERT_THAT(try_behaviour("p", kInputs, coin, coin, kConfirmationsByChance).value().differences,
                IsEmpty());
  }
}

TEST(BehaviourTrial, HandsOnErrors) {
  const Observe refused = [] { return Result<Seen>(cannot_measure("refused")); };
  Side good{[](std::size_t) { return 2U; }};
  EXPECT_EQ(try_behaviour("p", kInputs, refused, good.observe(), 1).error().message, "refused");
  EXPECT_EQ(try_behaviour("p", kInputs, good.observe(), refused, 1).error().message, "refused");
}

}  // namespace
}  // namespace bpfmark

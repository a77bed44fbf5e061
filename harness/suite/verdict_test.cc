// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/suite/verdict.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Verdict, HasTheKernelsNames) {
  const char* names[] = {"XDP_ABORTED", "XDP_DROP", "XDP_PASS", "XDP_TX", "XDP_REDIRECT"};
  for (std::uint32_t verdict = 0; verdict < 5; ++verdict) {
    EXPECT_EQ(verdict_name(verdict), names[verdict]);
    EXPECT_EQ(verdict_from_name(names[verdict]), verdict);
  }
  EXPECT_EQ(verdict_name(5), "5");
  EXPECT_EQ(verdict_name(4294967295U), "4294967295");
}

TEST(Verdict, IsNotGuessedFromAnotherName) {
  for (const char* name : {"", "PASS", "xdp_pass", "XDP_PASS ", "2"}) {
    EXPECT_EQ(verdict_from_name(name), std::nullopt) << name;
  }
}

TEST(Verdict, HasAWordForEachOfItsProgramType) {
  const struct {
    const char* type;
    std::uint32_t value;
    const char* word;
  } kCases[] = {
      {"xdp", 0, "ABORTED"},
      {"xdp", 1, "DROP"},
      {"xdp", 2, "PASS"},
      {"xdp", 3, "TX"},
      {"xdp", 4, "REDIRECT"},
      {"xdp", 5, "5"},
      {"xdp", 0xffffffff, "4294967295"},
      {"sched_cls", 0, "OK"},
      {"sched_cls", 2, "SHOT"},
      {"sched_cls", 7, "REDIRECT"},
      {"sched_cls", 8, "TRAP"},
      {"sched_cls", 9, "9"},
      {"sched_cls", 0xffffffff, "UNSPEC"},
      {"sched_cls", 0xfffffff9, "-7"},
      {"socket_filter", 2, "2"},
  };
  for (const auto& each : kCases) {
    EXPECT_EQ(verdict_word(each.type, each.value), each.word) << each.type;
  }
}

TEST(Verdict, IsCountedByShare) {
  EXPECT_THAT(verdict_shares("xdp", {}), IsEmpty());
  EXPECT_THAT(verdict_shares("xdp", {2, 1, 2, 2}),
              ElementsAre(Pair("DROP", DoubleEq(0.25)), Pair("PASS", DoubleEq(0.75))));
  EXPECT_THAT(verdict_shares("xdp", {9}), ElementsAre(Pair("9", 1)));
}

// A program that returns the packet's length, on a capture of all lengths.
TEST(Verdict, OfManyNumbersTheRareAreTakenTogether) {
  std::vector<std::uint32_t> verdicts;
  for (std::uint32_t value = 0; value < 1000; ++value) verdicts.push_back(value);
  verdicts.insert(verdicts.end(), 1000, 777);
  const VerdictShares shares = verdict_shares("xdp", verdicts);
  EXPECT_EQ(shares.size(), 5U + 8U + 1U);
  EXPECT_NEAR(shares.at("777"), 1001 / 2000.0, 1e-12);
  EXPECT_NEAR(shares.at("other"), (1000 - 5 - 8) / 2000.0, 1e-12);
}

}  // namespace
}  // namespace bpfmark

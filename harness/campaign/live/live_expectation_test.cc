// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/live/live_expectation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(LiveExpectation, FollowsTheRulesOfEachVersion) {
  constexpr std::uint32_t kBase = 0x0a000000;  // 10.0.0.0 modulo 15 is 10, modulo 256 is 0
  EXPECT_EQ(expected_word("v1", kBase + 98), "Fizz");
  EXPECT_EQ(expected_word("v1", kBase + 100), "");
  EXPECT_EQ(expected_word("v2", kBase + 100), "Buzz");
  EXPECT_EQ(expected_word("v2", kBase + 95), "FizzBuzz");
  EXPECT_EQ(expected_word("v2", kBase + 3), "");
  for (const char* version : {"v3", "v4", "v3-ring", "v3-polled"}) {
    EXPECT_EQ(expected_word(version, kBase + 3), "Fibonacci");
    EXPECT_EQ(expected_word(version, kBase + 95), "FizzBuzz");
    EXPECT_EQ(expected_word(version, kBase + 97), "");
  }
  EXPECT_EQ(expected_word("pass", kBase + 98), "");
}

TEST(LiveExpectation, GoesRoundTheCircle) {
  EXPECT_THAT(expected_words("v1", 3, 3, 7), ElementsAre("Fizz", "Fizz", "Fizz"));
  EXPECT_THAT(expected_words("v1", 1, 1, 7), IsEmpty());
}

}  // namespace
}  // namespace bpfmark

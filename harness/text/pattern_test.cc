// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::StartsWith;

TEST(Pattern, IsSearchedAnywhereInAText) {
  const Pattern pattern = Pattern::compile("/(fizz|buzz)$").value();
  EXPECT_TRUE(pattern.found_in("suite/v1/fizz"));
  EXPECT_TRUE(pattern.found_in("/buzz"));
  EXPECT_FALSE(pattern.found_in("suite/v1/fizzbuzz2"));
  EXPECT_TRUE(Pattern::compile("")->found_in(""));
  EXPECT_TRUE(Pattern::compile("^v\\d{2}\\b")->found_in("v12 x"));
}

// A matcher that goes back takes 2^64 steps for this one; the test ends, or it never does.
TEST(Pattern, TakesTimeLinearInTheText) {
  for (const char* hostile : {"(a+)+!", "(a|a)*c", "(a|aa)+$!", "(.*)*x", "(a?){64}a{64}!"}) {
    EXPECT_FALSE(Pattern::compile(hostile).value().found_in(std::string(100000, 'a'))) << hostile;
  }
}

TEST(Pattern, WhatIsNoneIsRefused) {
  for (const char* bad :
       {"(", "[z-a]", "*", "a{2,1}", "(a)\\1", "(?=a)", "\xff", "((a{999}){999})"}) {
    const auto refused = Pattern::compile(bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_THAT(refused.error().message, StartsWith("is not a regular expression: ")) << bad;
  }
  EXPECT_EQ(Pattern::compile(std::string(1001, 'a')).error().message, "1001 bytes, allowed: 1000");
}

TEST(Pattern, AFilterIsNamedWithItsMistake) {
  EXPECT_THAT(compile_filter("(").error().message,
              StartsWith("--filter ( is not a regular expression: missing )"));
  EXPECT_EQ(compile_filter(std::string(1001, 'a')).error().message,
            "--filter: 1001 bytes, allowed: 1000");
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/quote.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

TEST(Escaped, ControlCharactersAreSpelled) {
  EXPECT_EQ(escaped("a\x1b[2J\n\x7f"), "a\\x1b[2J\\x0a\\x7f");
  EXPECT_EQ(escaped("\u00b1"), "\u00b1");
}

TEST(Escaped, WhatIsLongEndsInDots) {
  EXPECT_EQ(escaped("abcd", 4), "abcd");
  EXPECT_EQ(escaped("abcde", 4), "abcd...");
  EXPECT_EQ(in_quotes(std::string(61, 'x')), '"' + std::string(60, 'x') + "...\"");
}

TEST(Utf8Prefix, CutsBetweenCharacters) {
  EXPECT_EQ(utf8_prefix("abc", 3), "abc");
  EXPECT_EQ(utf8_prefix("a\u00b1b", 2), "a");
  EXPECT_EQ(utf8_prefix("a\u00b1b", 3), "a\u00b1");
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/text_width.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::ElementsAre;

TEST(DisplayWidth, CountsColumnsNotBytes) {
  const struct {
    const char* text;
    std::size_t width;
  } kCases[] = {{"", 0},
                {"fizz", 4},
                {"\u00b10.10", 5},
                {"\u2026", 1},
                {"\u00b7\u2014\u00d7", 3},
                {"e\u0301", 1},       // e and a combining accent
                {"\u6f22\u5b57", 4},  // two wide characters
                {"\U0001f41d", 2},    // an emoji
                {"\xff\xfe", 2},      // not UTF-8: one replacement each
                {"\xe2\x80", 2}};     // cut short
  for (const auto& test : kCases) EXPECT_EQ(display_width(test.text), test.width) << test.text;
}

TEST(Printable, ReplacesWhatCouldHarmATerminal) {
  EXPECT_EQ(printable("fizz \u00b1 \u6f22"), "fizz \u00b1 \u6f22");
  EXPECT_EQ(printable("a\x1b[2Jb\n"), "a\ufffd[2Jb\ufffd");
  EXPECT_EQ(printable("a\u009b1mb"), "a\ufffd1mb");  // C1 control sequence introducer
  EXPECT_EQ(printable("a\u202eb"), "a\ufffdb");      // right-to-left override
  EXPECT_EQ(printable("a\xff"), "a\ufffd");
  EXPECT_EQ(printable("\xc0\xaf\xed\xa0\x80"),
            "\ufffd\ufffd\ufffd\ufffd\ufffd");  // overlong, surrogate
}

TEST(Shorten, KeepsBothEnds) {
  EXPECT_EQ(shorten("abc", 3), "abc");
  EXPECT_EQ(shorten("abcdefgh", 5), "ab\u2026gh");
  EXPECT_EQ(shorten("abcdefgh", 4), "ab\u2026h");
  EXPECT_EQ(shorten("abcdefgh", 1), "\u2026");
  EXPECT_EQ(shorten("abcdefgh", 0), "");
  EXPECT_EQ(shorten("\u6f22\u5b57\u6f22\u5b57", 5), "\u6f22\u2026\u5b57");
  for (std::size_t width = 0; width < 20; ++width) {
    EXPECT_LE(display_width(shorten("\u6f22-\u5b57e\u0301 \u00b1\U0001f41dxyz", width)), width);
  }
}

TEST(Pad, CountsColumns) {
  EXPECT_EQ(pad_right("\u00b11", 4), "\u00b11  ");
  EXPECT_EQ(pad_left("\u6f22", 4), "  \u6f22");
  EXPECT_EQ(pad_left("long", 2), "long");
}

TEST(Wrap, BreaksBetweenWordsAndWithinLongOnes) {
  EXPECT_THAT(wrap("", 10), ElementsAre(""));
  EXPECT_THAT(wrap("aaa bbb ccc", 11), ElementsAre("aaa bbb ccc"));
  EXPECT_THAT(wrap("aaa bbb ccc ddd", 11), ElementsAre("aaa bbb ccc", "  ddd"));
  EXPECT_THAT(wrap("abcdefghijklmnop q", 10), ElementsAre("abcdefghij", "  klmnop q"));
  EXPECT_THAT(wrap("x abcdefghijklmnop", 10), ElementsAre("x", "  abcdefgh", "  ijklmnop"));
}

}  // namespace
}  // namespace bpfmark

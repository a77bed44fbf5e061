// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/words.h"

#include <gtest/gtest.h>

#include <set>

namespace bpfmark {
namespace {

template <typename T, std::size_t N, typename Text>
void expect_each_has_a_word(const std::array<Word<T>, N>& words, T last, Text text_of) {
  EXPECT_EQ(N, static_cast<std::size_t>(last) + 1) << "a value without a word";
  std::set<std::string> texts;
  for (const Word<T>& word : words) {
    EXPECT_EQ(text_of(word.value), word.text);
    EXPECT_TRUE(texts.insert(std::string(word.text)).second) << word.text;
  }
}

TEST(Words, EachValueHasOne) {
  expect_each_has_a_word(kVerdictWords, Verdict::inconclusive,
                         [](Verdict v) { return verdict_text(v); });
  expect_each_has_a_word(kStepWords, StepVerdict::not_resolved,
                         [](StepVerdict v) { return verdict_text(v); });
  expect_each_has_a_word(kKindWords, BenchmarkKind::map_op, kind_name);
  expect_each_has_a_word(kDriveWords, Drive::single, drive_name);
  expect_each_has_a_word(kStopWords, StopReason::interrupted, stop_name);
}

TEST(Words, ThatScriptsReadStay) {
  EXPECT_EQ(verdict_text(Verdict::regressed), "regressed");
  EXPECT_EQ(kind_name(BenchmarkKind::map_op), "map_op");
  EXPECT_EQ(drive_name(Drive::restore), "restore");
  EXPECT_EQ(stop_name(StopReason::budget_spent), "budget spent");
}

}  // namespace
}  // namespace bpfmark

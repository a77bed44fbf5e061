// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/expectation.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

Observation seen(std::uint32_t verdict, std::vector<std::string> texts) {
  Observation one;
  one.verdict = verdict;
  one.left["messages"] = {texts, texts.size()};
  return one;
}

ArmBehaviour arm_of(std::vector<Observation> frames) {
  ArmBehaviour arm;
  arm.frames = std::move(frames);
  return arm;
}

Expectation expecting(std::optional<std::uint32_t> verdict,
                      std::map<std::string, std::vector<std::string>> messages) {
  Expectation expected;
  expected.verdict = verdict;
  expected.messages = std::move(messages);
  return expected;
}

TEST(ExpectationTest, SaysWhatDiffers) {
  const struct {
    Expectation expected;
    Observation seen;
    const char* unmet;
  } cases[] = {
      {expecting({}, {}), seen(1, {"Fizz"}), ""},
      {expecting(2, {}), seen(2, {"Fizz"}), ""},
      {expecting(2, {}), seen(1, {}), "returned XDP_DROP, expected XDP_PASS"},
      {expecting(0, {}), seen(42, {}), "returned 42, expected XDP_ABORTED"},
      {expecting(2, {{"*", {"Fizz"}}}), seen(2, {"Fizz"}), ""},
      {expecting(2, {{"*", {"Fizz"}}}), seen(2, {}), "left no message, expected Fizz"},
      {expecting(2, {{"*", {}}}), seen(2, {}), ""},
      {expecting(2, {{"*", {}}}), seen(2, {"Buzz"}), "left Buzz, expected no message"},
      {expecting({}, {{"*", {"a", "b"}}}), seen(2, {"b", "a"}), "left b, a, expected a, b"},
      {expecting({}, {{"*", {"a"}}}), seen(2, {"a", "a"}), "left a, a, expected a"},
      {expecting(2, {{"*", {"a"}}}), seen(1, {"b"}), "returned XDP_DROP, expected XDP_PASS"},
      // A version's own word stands before that for all others.
      {expecting({}, {{"v1", {"a"}}, {"*", {"b"}}}), seen(2, {"a"}), ""},
      {expecting({}, {{"v1", {"a"}}, {"*", {"b"}}}), seen(2, {"b"}), "left b, expected a"},
      {expecting({}, {{"v1", {}}, {"*", {"b"}}}), seen(2, {}), ""},
      {expecting({}, {{"v2", {"a"}}}), seen(2, {"z"}), ""},
      {expecting({}, {{"v2", {"a"}}, {"*", {"b"}}}), seen(2, {"b"}), ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(unmet_expectation(c.expected, "v1", arm_of({c.seen})), c.unmet);
  }
}

TEST(ExpectationTest, NamesTheFrameOfMany) {
  const ArmBehaviour arm = arm_of({seen(2, {"a"}), seen(2, {"a"}), seen(1, {"a"})});
  EXPECT_EQ(unmet_expectation(expecting(2, {}), "v1", arm),
            "frame 3: returned XDP_DROP, expected XDP_PASS");
  EXPECT_EQ(unmet_expectation(expecting({}, {{"*", {"b"}}}), "v1", arm),
            "frame 1: left a, expected b");
  EXPECT_EQ(unmet_expectation(expecting({}, {{"*", {"a"}}}), "v1", arm), "");
}

TEST(ExpectationTest, JoinsTheMessagesOfAllMaps) {
  Observation two = seen(2, {"a"});
  two.left["other"] = {{"b", "c"}, 2};
  EXPECT_EQ(unmet_expectation(expecting({}, {{"*", {"a", "b", "c"}}}), "v1", arm_of({two})), "");
  EXPECT_EQ(unmet_expectation(expecting({}, {{"*", {"a"}}}), "v1", arm_of({two})),
            "left a, b, c, expected a");
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/json/json_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string message_for(std::string_view text) {
  Mistakes mistakes("r.json");
  if (check_json(text, kJsonByProgram, mistakes)) return "accepted";
  return mistakes.first_error().value().message;
}

std::string nested(std::size_t depth, char open, char close) {
  return std::string(depth, open) + std::string(depth, close);
}

TEST(CheckJson, AcceptsWhatIsWellFormed) {
  for (const char* text :
       {"{}", "[]", "null", R"({"a": [1, {"a": 2}, {"a": 3}], "b": {"a": 1}})"}) {
    EXPECT_EQ(message_for(text), "accepted") << text;
  }
}

TEST(CheckJson, NamesTheFileTheLineAndTheColumn) {
  const struct {
    const char* text;
    const char* part;
  } kCases[] = {
      {"", "r.json: is empty"},
      {"{\"a\": NaN}", "r.json: line 1, column 7: not JSON: invalid literal"},
      {"{\"a\": NaN}", "unknown is null"},
      {"{\"a\": Infinity}", "unknown is null"},
      {"{\"a\": -Infinity}", "unknown is null"},
      {"{\n  \"a\": 1,\n  oops\n}", "r.json: line 3, column 3: not JSON"},
      {"{\"a\": ", "unexpected end of input"},
      {"{\"a\": 1e999}", "number overflow"},
      {"{\"a\": \"\xff\"}", "ill-formed UTF-8"},
      {"{} {}", "r.json: line 1, column 4: not JSON"},
      {"\x7f"
       "ELF",
       "r.json: line 1, column 1: not JSON"},
  };
  for (const auto& test : kCases) {
    EXPECT_THAT(message_for(test.text), AllOf(StartsWith("r.json: "), HasSubstr(test.part)))
        << test.text;
  }
}

TEST(CheckJson, LimitsTheDepth) {
  EXPECT_EQ(message_for(nested(kJsonByProgram.max_depth, '[', ']')), "accepted");
  EXPECT_THAT(message_for(nested(kJsonByProgram.max_depth + 1, '[', ']')),
              HasSubstr("deeper than 64"));
  EXPECT_THAT(message_for(nested(1'000'000, '[', ']')), HasSubstr("deeper than 64"));
  EXPECT_THAT(message_for(std::string(1'000'000, '[')), HasSubstr("deeper than 64"));
  std::string objects;
  for (int i = 0; i < 1'000'000; ++i) objects += "{\"a\":";
  EXPECT_THAT(message_for(objects), AllOf(HasSubstr("$.a.a"), HasSubstr("deeper than 64")));
}

TEST(CheckJson, FindsAKeyThatStandsThereTwice) {
  EXPECT_THAT(message_for(R"({"a": [0, {"b": 1}, {"b": 1, "c": [], "b": 2}]})"),
              StartsWith("r.json: $.a[2].b stands there twice"));
}

TEST(CheckJson, LimitsTheNumberOfValues) {
  const JsonRules rules{.max_depth = 8, .max_values = 4};
  Mistakes mistakes("r.json");
  EXPECT_TRUE(check_json("[0, {\"a\": 1}]", rules, mistakes));
  EXPECT_FALSE(check_json("[0, {\"a\": 1}, 2]", rules, mistakes));
  EXPECT_EQ(mistakes.first_error().value().message,
            "r.json: $[2] is value number 5, more than any result file holds");
}

TEST(CheckJson, MessagesStayShortAndOnOneLine) {
  const std::string long_key(1'000'000, 'k');
  const std::vector<std::string> texts = {
      "{\"a\": \"" + std::string(1'000'000, 'x'), "{\"\\n\": 1, \"\\n\": 2}",
      "{\"" + long_key + "\": 1, \"" + long_key + "\": 2}", "{\"a\": \x1b[31m"};
  for (const std::string& text : texts) {
    EXPECT_THAT(message_for(text), AllOf(Not(HasSubstr("\n")), Not(HasSubstr("\x1b"))));
    EXPECT_LT(message_for(text).size(), 200U);
  }
}

TEST(ParseJson, ByHandMayHoldComments) {
  Mistakes mistakes("s.json");
  const auto document = parse_json("// why\n{\"a\": /* so */ 1}", kJsonByHand, mistakes);
  ASSERT_TRUE(document);
  EXPECT_EQ(document->at("a"), 1);
  EXPECT_THAT(message_for("// why\n{}"), HasSubstr("line 1, column 1: not JSON"));
}

TEST(ParseJson, ByHandNamesEachKeyThatStandsTwiceAndGoesOn) {
  Mistakes mistakes("s.json");
  EXPECT_TRUE(parse_json(R"({"a": 1, "a": 2, "b": [{"c": 1, "c": 1}]})", kJsonByHand, mistakes));
  EXPECT_EQ(mistakes.error().value().detail,
            "s.json: $.a: duplicate key, each may stand once in an object\n"
            "s.json: $.b[0].c: duplicate key, each may stand once in an object");
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/suite/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

Suite suite_of_two_by_three() {
  Suite suite;
  suite.name = "s";
  suite.versions = {{"v1", {"a.o", ""}}, {"v2", {"b.o", ""}}};
  for (const char* name : {"fizz", "buzz", "fizzbuzz"}) {
    suite.packets.push_back({Packet{name, {}}, {}, {}});
  }
  return suite;
}

// "fizz: v1 v2; buzz: v2"
std::string shown(const Suite& suite, const std::vector<SelectedPacket>& selected) {
  std::string text;
  for (const SelectedPacket& each : selected) {
    text += (text.empty() ? "" : "; ") + suite.packets.at(each.packet).packet.name + ":";
    for (const std::size_t version : each.versions) text += " " + suite.versions.at(version).name;
  }
  return text;
}

struct Selected {
  const char* filter;
  const char* expected;
};

class SelectionOf : public ::testing::TestWithParam<Selected> {};

TEST_P(SelectionOf, TheCasesThatMatch) {
  const Suite suite = suite_of_two_by_three();
  const auto selected = select_cases(suite, GetParam().filter);
  ASSERT_TRUE(selected) << selected.error().message;
  EXPECT_EQ(shown(suite, *selected), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Filters, SelectionOf,
                         ::testing::Values(Selected{"",
                                                    "fizz: v1 v2; buzz: v1 v2; fizzbuzz: v1 v2"},
                                           Selected{"fizz", "fizz: v1 v2; fizzbuzz: v1 v2"},
                                           Selected{"/fizz$", "fizz: v1 v2"},
                                           Selected{"^s/v2/", "fizz: v2; buzz: v2; fizzbuzz: v2"},
                                           Selected{"v1/buzz|v2/fizz$", "fizz: v2; buzz: v1"},
                                           Selected{"^s/v1/buzz$", "buzz: v1"}));

struct Refused {
  std::string filter;
  const char* message;
};

class SelectionRefuses : public ::testing::TestWithParam<Refused> {};

TEST_P(SelectionRefuses, AndNamesTheOption) {
  const auto selected = select_cases(suite_of_two_by_three(), GetParam().filter);
  ASSERT_FALSE(selected);
  EXPECT_EQ(selected.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(selected.error().message, HasSubstr("--filter"));
  EXPECT_THAT(selected.error().message, HasSubstr(GetParam().message));
}

INSTANTIATE_TEST_SUITE_P(Filters, SelectionRefuses,
                         ::testing::Values(Refused{"(", "not a regular expression"},
                                           Refused{"[z-a]", "not a regular expression"},
                                           Refused{"*", "not a regular expression"},
                                           Refused{"FIZZ", "selects none of the 6 cases"},
                                           Refused{std::string(1001, 'a'), "1001 bytes"},
                                           // A hundred thousand of them would end the stack.
                                           Refused{std::string(100000, '('), "100000 bytes"}));

TEST(Selection, OfTheDeepestExpressionThatIsAllowed) {
  const std::string deep = std::string(498, '(') + "fizz" + std::string(498, ')');
  EXPECT_TRUE(select_cases(suite_of_two_by_three(), deep));
}

}  // namespace
}  // namespace bpfmark

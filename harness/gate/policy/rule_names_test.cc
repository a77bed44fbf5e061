// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/policy/rule_names.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

const std::vector<std::string> kRows = {"s/v1/udp64", "s/v1/tcp64", "s/v2/udp64", "s/v2/tcp64"};

std::string refusal(const std::string& pattern) {
  Policy policy;
  PolicyRule rule{"*", Pattern::compile(pattern).value(), {}, {}, false};
  rule.place = "policy.json: $.rules[0].name";
  rule.pattern = pattern;
  policy.add(std::move(rule));
  const auto checked = check_rule_names(policy, kRows);
  if (checked) return "";
  EXPECT_EQ(checked.error().kind, ErrorKind::bad_input);
  return checked.error().message;
}

TEST(RuleNames, WhatMatchesARowIsFine) {
  for (const char* pattern : {"udp", "/udp64$", "^s/v1/", "v2/(udp|icmp)", ""}) {
    EXPECT_EQ(refusal(pattern), "") << pattern;
  }
  EXPECT_TRUE(check_rule_names(Policy(), kRows)) << "defaults have no names";
}

TEST(RuleNames, WhatMatchesNoneIsAMistakeWithWhatItMayHaveMeant) {
  EXPECT_EQ(refusal("/udp46$"),
            "policy.json: $.rules[0].name: \"/udp46$\" matches no row, did you mean \"udp64\"? "
            "allowed: udp64, tcp64");
  EXPECT_EQ(refusal("v1/upd64"),
            "policy.json: $.rules[0].name: \"v1/upd64\" matches no row, did you mean "
            "\"v1/udp64\"? allowed: v1/udp64, v1/tcp64, v2/udp64, v2/tcp64");
  EXPECT_EQ(refusal("^s/v1/upd64$"),
            "policy.json: $.rules[0].name: \"^s/v1/upd64$\" matches no row, did you mean "
            "\"s/v1/udp64\"? allowed: s/v1/udp64, s/v1/tcp64, s/v2/udp64, s/v2/tcp64");
}

TEST(RuleNames, WithoutAnyRowNothingMatches) {
  Policy policy;
  PolicyRule rule{"*", Pattern::compile("a").value(), {}, {}, false};
  rule.place = "p";
  policy.add(std::move(rule));
  EXPECT_FALSE(check_rule_names(policy, {}));
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "harness/base/file.h"
#include "harness/gate/policy/policy.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PolicyFile : public ::testing::Test {
 protected:
  PolicyFile() {
    std::string name = (std::filesystem::temp_directory_path() / "bpfmark-policy-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    path_ = folder_ / "p.json";
  }
  ~PolicyFile() override { std::filesystem::remove_all(folder_); }

  Result<Policy> read(const std::string& text) const {
    EXPECT_TRUE(write_file(path_, text));
    return read_policy(path_, Policy());
  }
  Result<Policy> read_rules(const std::string& rules) const {
    return read(R"({"schema_version": 1, "rules": [)" + rules + "]}");
  }
  // The message without the file's name, which it must begin with.
  std::string mistake(const Result<Policy>& policy) const {
    if (policy) return "no mistake";
    EXPECT_EQ(policy.error().kind, ErrorKind::bad_input);
    const std::string start = path_.string() + ": ";
    EXPECT_THAT(policy.error().message, StartsWith(start));
    EXPECT_EQ(policy.error().message.find('\n'), std::string::npos);
    return policy.error().message.substr(start.size());
  }

  std::filesystem::path folder_;
  std::filesystem::path path_;
};

TEST_F(PolicyFile, IsAppliedOverTheDefaults) {
  const auto policy = read(R"({
    "schema_version": 1,  // with comments
    "rules": [
      {"metric": "ns_per_packet_net", "absolute": 1, "relative": 0.05},
      {"metric": "ns_per_packet_net", "name": "/slow-", "absolute": 0, "counts": false},
      {"metric": "xlated_insns", "counts": true}
    ]})");
  ASSERT_TRUE(policy) << policy.error().detail;
  const RowPolicy plain = policy->row("ns_per_packet_net", "s/v1/udp64");
  EXPECT_EQ(plain.threshold.absolute, 1);
  EXPECT_EQ(plain.threshold.relative, 0.05);
  EXPECT_TRUE(plain.counts);
  const RowPolicy slow = policy->row("ns_per_packet_net", "s/v1/slow-path");
  EXPECT_EQ(slow.threshold.absolute, 0) << "later rules win";
  EXPECT_EQ(slow.threshold.relative, 0.05);
  EXPECT_FALSE(slow.counts);
  EXPECT_TRUE(policy->row("xlated_insns", "x").counts);
  EXPECT_EQ(policy->row("ns_per_op", "x").threshold.absolute, 0.5);
  const auto of_two_runs = read_policy(path_, Policy::of_two_runs());
  ASSERT_TRUE(of_two_runs);
  EXPECT_EQ(of_two_runs->row("ns_per_op", "x").threshold.absolute, 2);
  EXPECT_EQ(of_two_runs->row("ns_per_packet_net", "s/v1/udp64").threshold.absolute, 1);
}

TEST_F(PolicyFile, NamesEachMistakeAndItsPlace) {
  const struct {
    const char* rule;
    const char* message;
  } table[] = {
      {R"({"metric": "*", "absolut": 1})",
       R"($.rules[0].absolut: unknown key, did you mean "absolute"? allowed: )"},
      {R"({"metric": "ns_per_paket_net"})",
       R"($.rules[0].metric: is not a metric, did you mean "ns_per_packet_net"? allowed: *, )"},
      {R"({"metric": "*"}, {"metric": "*", "absolute": -1})",
       "$.rules[1].absolute: is not a number of 0 or more"},
      {R"({"metric": "*", "relative": -0.01})", "$.rules[0].relative: is not a number of 0"},
      {R"({"metric": "*", "relative": "2 %"})", "$.rules[0].relative: is not a number of 0"},
      {R"({"metric": "*", "relative": null})", "$.rules[0].relative: is not a number of 0"},
      {R"({"metric": "*", "counts": 1})", "$.rules[0].counts: is a number, allowed: true, false"},
      {R"({"metric": "*", "name": "(unclosed"})", "$.rules[0].name: is not a regular expression"},
      {R"({"metric": "*", "name": "a{99999}{99999}"})", "$.rules[0].name: is not a regular"},
      {R"({"metric": "*", "name": ""})", "$.rules[0].name: is empty"},
      {R"({"metric": "*", "name": ["a"]})", "$.rules[0].name: is an array, allowed: a string"},
      {R"({"absolute": 1})", "$.rules[0].metric: is missing"},
      {R"({"metric": 1})", "$.rules[0].metric: is a number, allowed: a string"},
      {R"("*")", "$.rules[0]: is a string, allowed: an object"},
      {"", "$.rules: is empty"},
  };
  for (const auto& each : table) {
    EXPECT_THAT(mistake(read_rules(each.rule)), StartsWith(each.message)) << each.rule;
  }
}

TEST_F(PolicyFile, NamesEveryMistakeInDetail) {
  const auto policy = read_rules(R"({"metric": "x"}, {"metric": "*", "absolute": -1})");
  ASSERT_FALSE(policy);
  EXPECT_THAT(policy.error().detail, HasSubstr("$.rules[0].metric"));
  EXPECT_THAT(policy.error().detail, HasSubstr("$.rules[1].absolute"));
}

TEST_F(PolicyFile, OtherFilesAreNoPolicy) {
  const std::string rules = R"("rules": [{"metric": "*"}]})";
  const struct {
    std::string text;
    const char* message;
  } table[] = {
      {"", "line 1, column 1: not JSON"},
      {"not json", "line 1, column "},
      {R"({"schema_version": 1, "rules": [{"metric": "*", "absolute": NaN}]})",
       "line 1, column 61"},
      {R"({"schema_version": 1, "rules": [{"metric": "*", "absolute": 1e999}]})", "line 1, column"},
      {"[]", "$: is an array, allowed: an object"},
      {R"({"schema_version": 2, )" + rules, "$.schema_version: 2 is above 1"},
      {R"({"schema_version": "1", )" + rules, "$.schema_version: is a string"},
      {"{" + rules, "$.schema_version: is missing"},
      {R"({"schema_version": 1})", "$.rules: is missing"},
      {R"({"schema_version": 1, "rules": {}})", "$.rules: is an object, allowed: a list of rules"},
      {R"({"schema_version": 1, "extra": 1, )" + rules, "$.extra: unknown key"},
      {R"({"schema_version": 1, "schema_version": 1, )" + rules, "$.schema_version: duplicate key"},
  };
  for (const auto& each : table) {
    EXPECT_THAT(mistake(read(each.text)), StartsWith(each.message)) << each.text;
  }
}

TEST_F(PolicyFile, HasBounds) {
  std::string many = R"({"metric": "*"})";
  for (int i = 0; i < 1000; ++i) many += R"(,{"metric": "*"})";
  EXPECT_THAT(mistake(read_rules(many)), StartsWith("$.rules: holds 1001, at most 1000"));
  const std::string nested = std::string(100000, '(') + std::string(100000, ')');
  EXPECT_THAT(mistake(read_rules(R"({"metric": "*", "name": ")" + nested + "\"}")),
              StartsWith("$.rules[0].name: 200000 bytes, allowed: 1000"))
      << "the library's parser would take all of the stack";
  EXPECT_FALSE(read(std::string(2u << 20, ' ')));
}

TEST_F(PolicyFile, AMissingFileIsNamed) {
  const auto policy = read_policy(folder_ / "none.json", Policy());
  ASSERT_FALSE(policy);
  EXPECT_EQ(policy.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(policy.error().message, AllOf(HasSubstr("none.json"), HasSubstr("No such file")));
}

}  // namespace
}  // namespace bpfmark

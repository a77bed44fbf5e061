// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/listing/annotated_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/listing/profile_fixture_test.h"
#include "harness/listing/profile_json.h"
#include "harness/listing/report_input.h"
#include "harness/result/file/report_json.h"
#include "harness/result/sample_report_test.h"

namespace bpfmark {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

Profile two_packets() {
  Profile profile = sample_profile({"a();", "", "return;"}, 4);
  profile.object = "a.bpf.o";
  profile.program = "sample";
  profile.type = "xdp";
  profile.kernel = "6.18.0";
  profile.arch = "x86_64";
  profile.compiler = "clang 14";
  profile.packets.push_back(sample_profile({"a();", "", "return;"}, 2).packets[0]);
  profile.packets[1].packet = "q";
  profile.packets[1].exact = false;
  profile.packets[1].first.hits[0][0] = 0;
  return profile;
}

std::string written(const Profile& profile) {
  return profile_to_json(profile, "0.1.0");
}

Result<AnnotatedProfile> profile_from_json(const std::string& text, const std::string& source) {
  BPFMARK_ASSIGN(input, report_input_from_json(text, source));
  EXPECT_TRUE(std::holds_alternative<AnnotatedProfile>(input));
  return std::get<AnnotatedProfile>(std::move(input));
}

std::string message_of(const std::string& text) {
  const auto read = profile_from_json(text, "p.json");
  return read ? "" : read.error().message;
}

// What is said once `change` has been done to a good profile.
template <typename Change>
std::string message_after(Change change) {
  json document = json::parse(written(two_packets()));
  change(document);
  return message_of(document.dump());
}

TEST(AnnotatedProfile, ComesBackFromJsonAsItWas) {
  const AnnotatedProfile made = annotated_profile(two_packets());
  const auto read = profile_from_json(written(two_packets()), "p.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->object, "a.bpf.o");
  EXPECT_EQ(read->program, "sample");
  EXPECT_EQ(read->type, "xdp");
  EXPECT_EQ(read->kernel, "6.18.0");
  EXPECT_EQ(read->arch, "x86_64");
  EXPECT_EQ(read->compiler, "clang 14");
  EXPECT_EQ(read->frames, 6U);
  ASSERT_EQ(read->packets.size(), 2U);
  EXPECT_EQ(read->packets[1].packet, "q");
  EXPECT_FALSE(read->packets[1].exact);
  EXPECT_EQ(read->packets[0].insns, 3);
  EXPECT_EQ(read->packets[0].insns_on_fresh_maps, 3);
  ASSERT_EQ(read->lines.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(read->lines[i].figure.text, made.lines[i].figure.text);
    EXPECT_EQ(read->lines[i].figure.line, made.lines[i].figure.line);
    EXPECT_EQ(read->lines[i].figure.hits, 6U);
    EXPECT_EQ(made.lines[i].figure.hits, 6U);
    EXPECT_EQ(read->lines[i].figure.instructions, made.lines[i].figure.instructions);
    EXPECT_DOUBLE_EQ(read->lines[i].share, made.lines[i].share);
    EXPECT_TRUE(read->lines[i].covered);
  }
}

TEST(AnnotatedProfile, WhatOnlyTheFirstPassExecutedIsCovered) {
  json document = json::parse(written(sample_profile({"a();", "return;"}, 1)));
  document["packets"][0]["later_pass"]["lines"][0]["hits"] = 0;
  document["packets"][0]["later_pass"]["lines"][1]["hits"] = 0;
  document["packets"][0]["first_pass"]["lines"][1]["hits"] = 0;
  const auto read = profile_from_json(document.dump(), "p.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->lines[0].covered);
  EXPECT_FALSE(read->lines[1].covered);
}

TEST(AnnotatedProfile, IsToldFromAResult) {
  const std::string result = report_to_json(full_report());
  EXPECT_TRUE(std::holds_alternative<Report>(report_input_from_json(result, "r.json").value()));
  EXPECT_EQ(message_of(R"({"packets": 1})").find("p.json: $.benchmarks"), std::string::npos)
      << "a broken profile is one";
  EXPECT_THAT(message_of(R"({"benchmarks": [], "packets": []})"), HasSubstr("$.schema_version"));
  EXPECT_THAT(message_of(R"(["packets"])"), HasSubstr("p.json: $"));
  EXPECT_THAT(message_of(""), HasSubstr("p.json: is empty"));
  EXPECT_THAT(report_from_json(written(two_packets()), "p.json").error().message,
              AllOf(HasSubstr("p.json: it is a profile and no result"), HasSubstr("--lines")));
}

TEST(AnnotatedProfile, SaysWhereATruncatedFileEnds) {
  const std::string text = written(two_packets());
  for (std::size_t length = 0; length + 2 < text.size(); length += 97) {
    EXPECT_THAT(message_of(text.substr(0, length)), HasSubstr("p.json")) << length;
  }
}

TEST(AnnotatedProfile, NamesTheFileAndThePlaceOfAMistake) {
  const auto after = [](const auto& change) { return message_after(change); };
  EXPECT_EQ(after([](json& d) { d["schema_version"] = 2; }),
            "p.json: $.schema_version is 2, but this bpfmark reads profiles of 1 alone: "
            "use a newer bpfmark");
  EXPECT_THAT(after([](json& d) { d.erase("program"); }), HasSubstr("$.program is missing"));
  EXPECT_EQ(after([](json& d) { d["type"] = 5; }), "p.json: $.type is 5, expected a string");
  EXPECT_EQ(after([](json& d) { d["tool"]["name"] = "x"; }),
            "p.json: $.tool.name is the string \"x\", expected one of bpfmark");
  EXPECT_THAT(after([](json& d) { d["packets"] = json::object(); }),
              HasSubstr("$.packets is an object, expected an array"));
  EXPECT_EQ(after([](json& d) { d["packets"] = json::array(); }),
            "p.json: $.packets is empty, expected a packet or more");
  EXPECT_EQ(after([](json& d) { d["packets"][1]["frames"] = 0; }),
            "p.json: $.packets[1].frames is 0, expected 1 or more");
  EXPECT_THAT(after([](json& d) { d["packets"][0]["later_pass"]["lines"][1]["hits"] = -1; }),
              HasSubstr("$.packets[0].later_pass.lines[1].hits is -1, expected a whole number"));
  EXPECT_THAT(after([](json& d) { d["packets"][0]["later_pass"]["lines"][0]["line"] = 5e9; }),
              HasSubstr("lines[0].line is 5000000000, too large"));
  EXPECT_THAT(after([](json& d) { d["packets"][0]["first_pass"] = nullptr; }),
              HasSubstr("$.packets[0].first_pass is null, expected an object"));
}

}  // namespace
}  // namespace bpfmark

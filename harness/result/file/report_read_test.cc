// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Result files that must be refused, each with the place of the mistake.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "harness/base/temporary_folder_test.h"
#include "harness/result/file/report_json.h"
#include "harness/result/sample_report_test.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Json = nlohmann::json;
using Pointer = nlohmann::json::json_pointer;

std::string message_for(const Json& file) {
  const Result<Report> read = report_from_json(file.dump(), "r.json");
  if (read) return "accepted";
  EXPECT_EQ(read.error().kind, ErrorKind::bad_input);
  return read.error().message;
}

Json full_file() {
  return Json::parse(report_to_json(full_report()));
}

struct Break {
  const char* where;  // a JSON pointer
  const char* value;  // JSON
  const char* message;
};

constexpr const char* kNet = "$.benchmarks[0].metrics.ns_per_packet_net";

const Break kBreaks[] = {
    {"/schema_version", "2", "$.schema_version is 2, but this bpfmark reads 1 alone: use a newer"},
    {"/schema_version", "0",
     "$.schema_version is 0, but this bpfmark reads 1 alone: measure again"},
    {"/schema_version", "\"1\"", "$.schema_version is the string \"1\", expected a whole number"},
    {"/tool", "[]", "$.tool is an array, expected an object"},
    {"/tool/name", "\"other\"", "$.tool.name is the string \"other\", expected one of bpfmark"},
    {"/run/seed", "-1", "$.run.seed is -1, expected a whole number from 0"},
    {"/run/seed", "1.5", "$.run.seed is 1.5, expected a whole number"},
    {"/run/seed", "\"7\"", "$.run.seed is the string \"7\", expected a whole number"},
    {"/run/id", "null", "$.run.id is null, expected a string"},
    {"/run/duration_s", "null", "$.run.duration_s is null, expected a number"},
    {"/run/duration_s", "-1", "$.run.duration_s is negative"},
    {"/run/timed_share", "83", "$.run.timed_share is 83, expected 0 to 1"},
    {"/run/git", "\"abc\"", "$.run.git is the string \"abc\", expected an object or null"},
    {"/run/git/dirty", "0", "$.run.git.dirty is 0, expected true or false"},
    {"/environment/jit", "1", "$.environment.jit is 1, expected true, false or null"},
    {"/environment/cpus", "3000000000", "$.environment.cpus is 3000000000, expected at most"},
    {"/environment/cpu_model", "3", "$.environment.cpu_model is 3, expected a string or null"},
    {"/environment/contended_share", "1.5",
     "$.environment.contended_share is 1.5, expected 0 to 1"},
    {"/environment/contended_share", "\"12 %\"", "$.environment.contended_share is the string"},
    {"/environment/canary_quiet_ns", "\"x\"", "$.environment.canary_quiet_ns is the string \"x\""},
    {"/benchmarks", "{}", "$.benchmarks is an object, expected an array of objects"},
    {"/benchmarks/1", "7", "$.benchmarks[1] is 7, expected an object"},
    {"/benchmarks/1/name", "\"fizzbuzz/v2/none\"",
     "$.benchmarks[1].name is the name of an earlier"},
    {"/benchmarks/0/kind", "\"programme\"", "$.benchmarks[0].kind is the string \"programme\""},
    {"/benchmarks/0/drive", "\"fast\"", "expected one of repeat, restore, single"},
    {"/benchmarks/0/slots", "0", "$.benchmarks[0].slots is 0: a trigger runs the program"},
    {"/benchmarks/0/slots", "null", "$.benchmarks[0].slots is null, expected a whole"},
    {"/benchmarks/0/driver", "\"fast\"", "expected one of inner loop, tail call, held, unheld"},
    {"/benchmarks/0/program", "[]", "$.benchmarks[0].program is an array, expected an object or"},
    {"/benchmarks/0/program/tag", "5", "$.benchmarks[0].program.tag is 5, expected a string or"},
    {"/benchmarks/0/metrics", "[]", "$.benchmarks[0].metrics is an array, expected an object"},
    {"/benchmarks/0/metrics/odd name", "1", "$.benchmarks[0].metrics[\"odd name\"] is 1, expected"},
    {"/benchmarks/0/metrics/ns_per_packet_net/value", "\"NaN\"",
     ".value is the string \"NaN\", exp"},
    {"/benchmarks/0/metrics/ns_per_packet_net/value", "true", ".value is true, expected a number"},
    {"/benchmarks/0/metrics/ns_per_packet_net/value", "null",
     ".value is null, expected a value wi"},
    {"/benchmarks/0/metrics/ns_per_packet_net/value", "9", ".value is 9, expected a value within"},
    {"/benchmarks/0/metrics/ns_per_packet_net/ci_low", "1.95",
     ".value is 1.9, expected a value wi"},
    {"/benchmarks/0/metrics/ns_per_packet_net/ci_low", "null",
     ".ci_low is null, expected both ends"},
    {"/benchmarks/0/metrics/ns_per_packet_net/ci_high", "null",
     ".ci_high is null, expected both e"},
    {"/benchmarks/0/metrics/ns_per_packet_net/placements/1", "2",
     ".value is 1.9, but its placements have the mean 1.9"},
    {"/benchmarks/0/metrics/ns_per_packet_net/unit", "null", ".unit is null, expected a string"},
    {"/benchmarks/0/metrics/ns_per_packet_net/unit", "\"us\"",
     ".unit is not \"ns\", the unit of this metric"},
    {"/benchmarks/0/metrics/ns_per_packet_net/exact", "true", ".exact is true: a time is never ex"},
    {"/benchmarks/0/metrics/ns_per_packet_net/exact", "\"no\"",
     ".exact is the string \"no\", expec"},
    {"/benchmarks/0/metrics/ns_per_packet_net/confidence", "99",
     ".confidence is 99, expected 0 to 1"},
    {"/benchmarks/0/metrics/ns_per_packet_net/rounds", "-4", ".rounds is -4, expected a whole"},
    {"/benchmarks/0/metrics/ns_per_packet_net/placements", "null",
     ".placements is null, expected an"},
    {"/benchmarks/0/metrics/ns_per_packet_net/placements/1", "null",
     ".placements[1] is null, expect"},
    {"/benchmarks/0/metrics/ns_per_packet/placements/1", "-1",
     ".placements is -1: this metric cann"},
    {"/benchmarks/0/metrics/jited_bytes/value", "-1",
     ".value is -1: this metric cannot be negative"},
    {"/benchmarks/0/stopped", "1", "$.benchmarks[0].stopped is 1, expected a string or null"},
    {"/benchmarks/0/stopped", "\"bored\"",
     "$.benchmarks[0].stopped is the string \"bored\", expected one of precise, budget spent"},
    {"/benchmarks/0/map_operations", "{}", "$.benchmarks[0].map_operations is an object, expected"},
    {"/benchmarks/0/map_operations/0/helper", "null", "[0].helper is null, expected a string"},
    {"/benchmarks/0/map_operations/0/calls_per_packet", "0",
     "[0].calls_per_packet is 0, expected more than 0"},
    {"/benchmarks/0/warnings", "\"x\"",
     "$.benchmarks[0].warnings is the string \"x\", expected an"},
    {"/benchmarks/0/warnings/0", "1", "$.benchmarks[0].warnings[0] is 1, expected a string"},
    {"/comparisons/0/verdict", "\"slower\"",
     "$.comparisons[0].verdict is the string \"slower\", ex"},
    {"/comparisons/0/p_value", "1.01", "$.comparisons[0].p_value is 1.01, expected 0 to 1"},
    {"/comparisons/0/ci_low", "0.7",
     "$.comparisons[0].difference is 0.66, expected a value within"},
    {"/map_steps", "{}", "$.map_steps is an object, expected an array of objects"},
    {"/map_steps/0/verdict", "\"tied\"", "$.map_steps[0].verdict is the string \"tied\", expected"},
    {"/map_steps/0/unit", "\"us\"", "$.map_steps[0].unit is the string \"us\", expected one of ns"},
    {"/map_steps/0/difference", "1", "$.map_steps[0].difference is 1, expected a value within"},
    {"/map_steps/0/p_value", "2", "$.map_steps[0].p_value is 2, expected 0 to 1"},
    {"/comparisons/0/ratio", "\"1.5\"", "$.comparisons[0].ratio is the string \"1.5\", expected a"},
};

TEST(ReadReport, NamesEachMistakeByItsPath) {
  ASSERT_EQ(message_for(full_file()), "accepted");
  for (const Break& broken : kBreaks) {
    Json file = full_file();
    file[Pointer(broken.where)] = Json::parse(broken.value);
    EXPECT_THAT(message_for(file), StartsWith("r.json: $."));
    EXPECT_THAT(message_for(file), HasSubstr(broken.message)) << broken.where;
  }
}

TEST(ReadReport, TheFirstMistakeIsNamedInFull) {
  Json file = full_file();
  file["benchmarks"][0]["metrics"]["ns_per_packet_net"]["ci_high"] = "wide";
  EXPECT_EQ(message_for(file), fmt::format("r.json: {}.ci_high is the string \"wide\", expected a "
                                           "number or null",
                                           kNet));
}

// Takes away each key of the contract in turn, wherever it stands.
void expect_each_key_is_needed(const Json& whole, const Pointer& at) {
  static constexpr std::string_view kOptional[] = {
      "map_operations", "stopped",         "warnings",
      "timed_share",    "canary_quiet_ns", "canary_contended_ns",
      "core_ghz",       "base_value",      "new_value",
      "threshold",      "counts",          "note",
      "repository",     "subject",         "author",
      "committed_at",   "verdicts",        "base_verdicts",
      "new_verdicts",   "notes",           "slots",
      "driver",         "map_steps"};
  static const Pointer kComparison("/comparisons/0");
  static const Pointer kStep("/map_steps/0");
  if (!at.empty() && at.back().ends_with("verdicts")) return;  // keys are words
  const Json& here = whole.at(at);
  for (const auto& [key, value] : here.items()) {
    // A metric needs its unit and whether it is exact; a comparison repeats them at will.
    const bool repeated = at == kComparison && (key == "unit" || key == "exact");
    const bool optional =
        repeated || (at != kStep && std::find(std::begin(kOptional), std::end(kOptional), key) !=
                                        std::end(kOptional));
    const bool is_metric = !at.empty() && at.back() == "metrics";
    if (here.is_object()) {
      Json file = whole;
      file[at].erase(key);
      if (optional || is_metric) {
        EXPECT_EQ(message_for(file), "accepted") << (at / key).to_string();
      } else {
        EXPECT_THAT(message_for(file), HasSubstr("." + key + " is missing: expected"))
            << (at / key).to_string();
      }
    }
    const Pointer next =
        here.is_array() ? at / static_cast<std::size_t>(std::stoul(key)) : at / key;
    if (value.is_structured()) expect_each_key_is_needed(whole, next);
  }
}

TEST(ReadReport, EveryKeyOfTheContractIsNeeded) {
  expect_each_key_is_needed(full_file(), Pointer(""));
}

TEST(ReadReport, SharesOfVerdictsMakeUpTheWhole) {
  const struct {
    Json verdicts;
    const char* complaint;
  } kCases[] = {
      {nullptr, "accepted"},
      {{{"PASS", 1}}, "accepted"},
      {{{"9", 0.25}, {"PASS", 0.75}}, "accepted"},
      {Json::object(), "has shares that add up to 0, expected 1"},
      {{{"PASS", 0.5}}, "has shares that add up to 0.5, expected 1"},
      {{{"PASS", 1.5}, {"DROP", -0.5}}, "has the share -0.5, expected 0 to 1"},
      {{{"PASS", "x"}}, ".PASS is the string \"x\", expected a number"},
      {"PASS", "expected an object"},
  };
  for (const auto& test : kCases) {
    Json file = full_file();
    file["benchmarks"][0]["verdicts"] = test.verdicts;
    EXPECT_THAT(message_for(file), HasSubstr(test.complaint)) << test.verdicts;
  }
}

TEST(ReadReport, KeysThatAreNotKnownAreIgnored) {
  Json file = full_file();
  file["added"] = 1;
  file["benchmarks"][0]["metrics"]["ns_per_packet"]["added"] = {1, 2};
  file["benchmarks"][0]["metrics"]["added"] = file["benchmarks"][0]["metrics"]["xlated_insns"];
  EXPECT_EQ(message_for(file), "accepted");
}

TEST(ReadReport, AWholeNumberMayBeWrittenAsAFloat) {
  Json file = full_file();
  file["environment"]["cpus"] = 4.0;
  file["benchmarks"][0]["metrics"]["ns_per_packet"]["value"] = 46;
  file["benchmarks"][0]["metrics"]["ns_per_packet"]["placements"] = {45, 47};
  EXPECT_THAT(file.dump(), HasSubstr("\"cpus\":4.0"));
  EXPECT_EQ(message_for(file), "accepted");
}

TEST(ReadReport, OtherJsonIsNotAReport) {
  EXPECT_THAT(message_for(Json::object()),
              HasSubstr("$.schema_version is missing: expected a res"));
  EXPECT_EQ(message_for(Json::array()), "r.json: $ is an array, expected an object");
  EXPECT_EQ(message_for(Json("x")), "r.json: $ is the string \"x\", expected an object");
}

TEST(ReadReport, LongValuesAreShownShort) {
  Json file = full_file();
  file["run"]["seed"] = std::string(1'000'000, 'x') + "\n\x1b[31m";
  EXPECT_LT(message_for(file).size(), 200U);
  file["run"]["seed"] = "\n\x1b";
  EXPECT_THAT(message_for(file), HasSubstr("\"\\n\\u001b\""));
}

TEST(ReadReport, EveryTruncationIsRefused) {
  const std::string text = report_to_json(unknown_report());
  for (std::size_t length = 0; length + 2 < text.size(); ++length) {
    EXPECT_FALSE(report_from_json(text.substr(0, length), "r.json")) << length;
  }
}

TEST(ReadReport, NamesTheFile) {
  const std::filesystem::path path = std::filesystem::path(::testing::TempDir()) / "none.json";
  const Result<Report> missing = read_report(path);
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr(path.string()));
}

TEST(ReadReport, ALargerTextThanTheLimitIsRefused) {
  const Result<Report> read = report_from_json(std::string(kMaxReportBytes + 1, ' '), "r.json");
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("is larger than 268435456 bytes"));
}

TEST(WriteReport, WhatCouldNotBeReadAgainIsNotWritten) {
  const TemporaryFolder folder;
  const std::filesystem::path file = folder.path() / "result.json";
  Report report = full_report();
  ASSERT_TRUE(write_report(file, report));
  EXPECT_TRUE(read_report(file));
  std::filesystem::remove(file);
  report.benchmarks.at(0).metrics.at("ns_per_packet").value = -1;
  const auto written = write_report(file, report);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().kind, ErrorKind::cannot_measure);
  EXPECT_THAT(written.error().message, HasSubstr("ns_per_packet.value"));
  EXPECT_FALSE(std::filesystem::exists(file));
}

}  // namespace
}  // namespace bpfmark

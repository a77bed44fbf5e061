// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The real binary on stored results: export, report, compare with directories; and on broken ones.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/base/temporary_folder_test.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/command/child_process_test.h"
#include "harness/result/file/report_json.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

std::string result_text(int number, double net, const std::string& fingerprint = "f1") {
  Report report;
  report.tool_version = "0.1.0";
  report.run.id = fmt::format("run-{}", number);
  report.run.started_at = fmt::format("2026-01-01T{:02}:{:02}:00Z", number / 60, number % 60);
  report.run.suite = "s";
  report.run.git = Git{.commit = fmt::format("{:040x}", number),
                       .branch = "main",
                       .dirty = false,
                       .repository = {},
                       .subject = {},
                       .author = {},
                       .committed_at = {}};
  report.environment.kernel = "6.18.0";
  report.environment.arch = "x86_64";
  report.environment.libbpf = "1.1";
  report.environment.cpus = 2;
  report.environment.fingerprint = fingerprint;
  Metric metric;
  metric.unit = "ns";
  metric.value = net + (number % 2 == 0 ? 0.05 : -0.05);
  metric.ci_low = *metric.value - 0.1;
  metric.ci_high = *metric.value + 0.1;
  metric.confidence = 0.99;
  for (const double offset : {-0.1, 0.0, 0.1}) metric.placements.push_back(*metric.value + offset);
  Benchmark benchmark;
  benchmark.name = "s/v1/p";
  benchmark.suite = "s";
  benchmark.version = "v1";
  benchmark.packet = "p";
  benchmark.metrics = {{"ns_per_packet_net", metric}};
  report.benchmarks = {benchmark};
  return report_to_json(report);
}

class CommandResults : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) const {
    return folder_.write(name, text);
  }
  // Thirty runs that cost 10 ns, from the fifteenth on 12.
  std::string write_history() const {
    for (int i = 0; i < 30; ++i) {
      write(fmt::format("history/{:02}.json", i), result_text(i, i < 15 ? 10 : 12));
    }
    return folder_.path() / "history";
  }
  std::string file(const std::string& name) const { return folder_.path() / name; }

  TemporaryFolder folder_;
};

// As much of a profile as a report reads.
const char* const kProfile = R"({"schema_version": 1, "tool": {"name": "bpfmark"},
  "object": "a.bpf.o", "program": "counted", "type": "xdp", "virtual_calls": false,
  "environment": {"kernel": "6.18.0", "arch": "x86_64", "clang": null},
  "packets": [{"packet": "p", "frames": 1, "exact": true,
    "later_pass": {"insns_per_packet": 3, "helper_calls_per_packet": 0, "lines": []},
    "first_pass": {"insns_per_packet": 3, "helper_calls_per_packet": 0, "lines": []}}]})";

TEST_F(CommandResults, AProfileAmongResultsIsShownAndIsNoResult) {
  const std::string history = write_history();
  const std::string profile = write("history/profile.json", kProfile);
  const Ended report = run_bpfmark({"report", history, "-o", file("report.html")});
  EXPECT_EQ(report.exit_code, kExitFine) << report.err;
  EXPECT_EQ(run_bpfmark({"compare", history}).exit_code, kExitFine);
  const Ended compared = run_bpfmark({"compare", profile, profile});
  EXPECT_EQ(compared.exit_code, kExitBadInput);
  EXPECT_THAT(compared.err, HasSubstr("profile.json: it is a profile and no result"));
  EXPECT_THAT(compared.err, HasSubstr("bpfmark report"));
  write("alone/profile.json", kProfile);
  const Ended alone = run_bpfmark({"compare", file("alone")});
  EXPECT_EQ(alone.exit_code, kExitBadInput);
  EXPECT_THAT(alone.err, HasSubstr("alone holds profiles and no result"));
  EXPECT_EQ(run_bpfmark({"report", file("alone"), "-o", file("r.html")}).exit_code, kExitFine);
}

TEST_F(CommandResults, ListOfAnObjectThatIsNoneSaysSo) {
  for (const std::string& object : {write("cut.bpf.o", "\177ELF"), file("absent.bpf.o")}) {
    const Ended ended = run_bpfmark({"list", object});
    EXPECT_EQ(ended.exit_code, kExitBadInput);
    EXPECT_THAT(ended.err, HasSubstr(object));
    EXPECT_EQ(ended.out, "");
  }
}

TEST_F(CommandResults, CompareOfAHistoryNamesTheCommit) {
  const Ended ended = run_bpfmark({"compare", write_history(), "--format", "json"});
  ASSERT_EQ(ended.exit_code, kExitFine) << ended.err;
  const auto document = nlohmann::json::parse(ended.out);
  ASSERT_EQ(document.at("changes").size(), 1U);
  const auto& change = document.at("changes")[0];
  EXPECT_EQ(change.at("commit"), fmt::format("{:040x}", 15));
  EXPECT_EQ(change.at("previous_commit"), fmt::format("{:040x}", 14));
  EXPECT_NEAR(change.at("difference"), 2, 0.05);
  EXPECT_LT(change.at("ci_low"), change.at("difference"));
  const Ended table = run_bpfmark({"compare", file("history")});
  EXPECT_THAT(table.out, HasSubstr("regressed"));
  EXPECT_THAT(table.out, HasSubstr("30 runs, 1 series: 1 changes"));
}

TEST_F(CommandResults, CompareWithAHistoryTakesItsLatestOfThatMachine) {
  write_history();
  write("history/other.json", result_text(40, 99, "f2"));
  const std::string fresh = write("fresh.json", result_text(50, 16));
  const Ended ended = run_bpfmark({"compare", file("history"), fresh, "--format", "json"});
  ASSERT_EQ(ended.exit_code, kExitFine) << ended.err;
  const auto row = nlohmann::json::parse(ended.out).at("comparisons").at(0);
  EXPECT_NEAR(row.at("base_value"), 12, 0.1);
  EXPECT_EQ(row.at("verdict"), "regressed");
  EXPECT_EQ(run_bpfmark({"gate", file("history"), fresh}).exit_code, kExitRegression);
  const std::string foreign = write("foreign.json", result_text(50, 14, "f3"));
  const Ended none = run_bpfmark({"compare", file("history"), foreign});
  EXPECT_EQ(none.exit_code, kExitBadInput);
  EXPECT_THAT(none.err, HasSubstr("no other result of suite 's' on a machine of fingerprint f3"));
}

TEST_F(CommandResults, CompareWithNothingSaysWhatIsMissing) {
  const std::string alone = write("alone.json", result_text(1, 10));
  const Ended ended = run_bpfmark({"compare", alone});
  EXPECT_EQ(ended.exit_code, kExitBadInput);
  EXPECT_THAT(ended.err, HasSubstr("compare it with what?"));
  EXPECT_EQ(run_bpfmark({"gate", write_history()}).exit_code, kExitBadInput);
}

TEST_F(CommandResults, OneBrokenFileIsNamedAndTheRestShown) {
  write_history();
  write("history/99.json", "{\"schema_version\": 1");
  const std::string page = file("report.html");
  const std::vector<std::vector<std::string>> commands = {
      {"report", file("history"), "-o", page},
      {"compare", file("history")},
      {"export", "--format", "csv", file("history")},
      {"export", "--format", "openmetrics", file("history")}};
  for (std::vector<std::string> words : commands) {
    const Ended strict = run_bpfmark(words);
    EXPECT_EQ(strict.exit_code, kExitBadInput) << words[0];
    EXPECT_THAT(strict.err, HasSubstr("99.json: line 1"));
    words.emplace_back("--skip-bad");
    const Ended lenient = run_bpfmark(words);
    EXPECT_EQ(lenient.exit_code, kExitFine) << words[0];
    EXPECT_THAT(lenient.err, HasSubstr("99.json: line 1"));
    EXPECT_EQ(lenient.out.empty(), words[0] == "report") << words[0];
  }
  EXPECT_THAT(text_of(page), HasSubstr("\"id\":0"));
}

TEST_F(CommandResults, NothingThatCouldBeReadWritesNothing) {
  write("bad/1.json", "{");
  write("bad/2.json", "[]");
  fs::create_directories(file("empty"));
  for (const char* name : {"bad", "empty", "missing", "missing.json"}) {
    const Ended ended = run_bpfmark({"report", file(name), "-o", file("r.html"), "--skip-bad"});
    EXPECT_EQ(ended.exit_code, kExitBadInput) << name;
    EXPECT_THAT(ended.err, HasSubstr(name));
    EXPECT_FALSE(fs::exists(file("r.html")));
  }
}

TEST_F(CommandResults, AReportThatCannotBeWrittenSaysSoBeforeItReads) {
  const Ended ended = run_bpfmark({"report", file("missing"), "-o", "/nowhere/report.html"});
  EXPECT_EQ(ended.exit_code, kExitBadInput);
  EXPECT_THAT(ended.err, HasSubstr("cannot write /nowhere/report.html"));
}

TEST_F(CommandResults, ReportGoesToStdoutToo) {
  const std::string one = write("one.json", result_text(1, 10));
  const Ended ended = run_bpfmark({"report", one, "-o", "-", "--title", "my title"});
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_TRUE(ended.out.starts_with("<!DOCTYPE html>"));
  EXPECT_THAT(ended.out, HasSubstr("<title>my title</title>"));
}

TEST_F(CommandResults, FormatsWithoutTimesTakeOneResult) {
  write_history();
  for (const char* format : {"bmf", "gab", "gbench"}) {
    const Ended many = run_bpfmark({"export", "--format", format, file("history")});
    EXPECT_EQ(many.exit_code, kExitBadInput);
    EXPECT_THAT(many.err, HasSubstr("holds one result, and there are 30"));
    const Ended one = run_bpfmark({"export", "--format", format, file("history/00.json")});
    EXPECT_EQ(one.exit_code, kExitFine) << one.err;
    EXPECT_TRUE(nlohmann::json::accept(one.out));
  }
}

TEST_F(CommandResults, HistoryFilesAreAddedOnceAndNeverRewritten) {
  const std::string one = write("one.json", result_text(1, 10));
  const std::vector<std::string> words = {"export", "--format", "history", one, "-o", file("kept")};
  const Ended first = run_bpfmark(words);
  ASSERT_EQ(first.exit_code, kExitFine) << first.err;
  const fs::path added = file("kept/2026-01/run-1-f1.json");
  EXPECT_EQ(first.out, added.string() + "\n");
  ASSERT_TRUE(fs::exists(added));
  const auto time = fs::last_write_time(added);
  const Ended second = run_bpfmark(words);
  EXPECT_EQ(second.exit_code, kExitFine);
  EXPECT_EQ(second.out, "");
  EXPECT_EQ(fs::last_write_time(added), time);
  // The same run in both forms is one run.
  const Ended both = run_bpfmark({"compare", file("kept"), "--format", "json"});
  EXPECT_EQ(nlohmann::json::parse(both.out).at("runs"), 1);
}

TEST_F(CommandResults, TheRunsNameCannotLeaveTheHistory) {
  std::string text = result_text(1, 10);
  text.replace(text.find("run-1"), 5, "../../../up");
  const Ended ended =
      run_bpfmark({"export", "--format", "history", write("one.json", text), "-o", file("kept")});
  ASSERT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_TRUE(fs::exists(file("kept/2026-01/_._.._.._up-f1.json"))) << ended.out;
}

TEST_F(CommandResults, APageGrowsAndABrokenOneStaysAsItIs) {
  const std::string one = write("one.json", result_text(1, 10));
  const std::string page = file("data.js");
  const std::vector<std::string> words = {"export", "--format", "gab", "--append", page, one};
  ASSERT_EQ(run_bpfmark(words).exit_code, kExitFine);
  EXPECT_TRUE(text_of(page).starts_with("window.BENCHMARK_DATA = "));
  write("data.js", "something else");
  const Ended ended = run_bpfmark(words);
  EXPECT_EQ(ended.exit_code, kExitBadInput);
  EXPECT_THAT(ended.err, HasSubstr("data.js: does not begin with 'window.BENCHMARK_DATA = '"));
  EXPECT_EQ(text_of(page), "something else");
}

TEST_F(CommandResults, OptionsThatMeanNothingAreRefused) {
  const std::string one = write("one.json", result_text(1, 10));
  const std::vector<std::vector<std::string>> commands = {
      {"--format", "csv", "--append", "data.js"},
      {"--format", "csv", "--without-time"},
      {"--format", "history"},
      {"--format", "yaml"}};
  for (std::vector<std::string> words : commands) {
    words.insert(words.begin(), {"export", one});
    EXPECT_EQ(run_bpfmark(words).exit_code, kExitBadInput) << words.back();
  }
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/report_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <regex>
#include <sstream>
#include <vector>

#include "harness/result/history_report_test.h"
#include "harness/show/table/text_table.h"
#include "harness/text/text_width.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string table(const Report& report, std::size_t width = 120, bool colour = false) {
  return report_to_table(report, TableStyle{.width = width, .colour = colour});
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string line_with(const std::string& text, const std::string& part) {
  for (const std::string& line : lines_of(text)) {
    if (line.find(part) != std::string::npos) return line;
  }
  return "no line with " + part;
}

// The column at which `part` begins in the line, on a terminal.
std::size_t column_of(const std::string& line, const std::string& part) {
  const std::size_t at = line.find(part);
  EXPECT_NE(at, std::string::npos) << part << " in " << line;
  return at == std::string::npos ? 0 : display_width(line.substr(0, at));
}

Report hostile_report() {
  Report report = history_report();
  report.run.suite = std::string(150, 's') + "\x1b[2J";
  report.benchmarks[0].packet = std::string(90, 'p');
  report.benchmarks[1].packet =
      "\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57\u6f22\u5b57 \u00b1\n";
  report.benchmarks[1].version = std::string(300, 'v');
  report.benchmarks[3].metrics["ns_per_packet_net"] = estimate(1.7e308, 1e307);
  report.benchmarks[4].metrics["ns_per_packet_net"].ci_high = 9e6;
  report.benchmarks[4].metrics["xlated_insns"] = counted(1.0 / 3);
  report.benchmarks[5].warnings = {std::string(200, 'w') + " " + std::string(20, 'x')};
  report.comparisons[2].ratio = 1e300;
  report.comparisons[2].base = std::string(99, 'b');
  report.comparisons[3].name = std::string(99, 'n');
  return report;
}

TEST(Table, LooksAsADeskWantsIt) {
  EXPECT_EQ(table(history_report()),
            R"(fizzbuzz · quiet regime (contended 12 % of the time)
packet           version  net ns/packet  change vs previous   verdict       gross  drive   insns  bytes
none             v1         1.24 ±0.10                                       45.1  repeat     38    180
                 v2         1.90 ±0.11   +0.66 ±0.12 (+53 %)  regressed      45.8  repeat     38    180
                 v3       215.3  ±2.4    +0.05 ±0.12 (+53 %)  inconclusive  259.2  repeat     38    180
fibonacci-large  v1         1.24 ±0.10                                       45.1  repeat     38    180
                 v2         1.90 ±0.11   -0.30 ±0.12 (+53 %)  improved       45.8  repeat     38    180
                 v3       215.3  ±2.4    +0.01 ±0.12 (+53 %)  unchanged     259.2  repeat     38    180

fizzbuzz · contended regime (12 % of the time)
packet           version  net ns/packet  gross  drive   insns  bytes
fibonacci-large  v3       358.0 ±9.4       402  repeat     38    180

verdicts: 1 regressed, 1 inconclusive, 1 improved, 1 unchanged
all 2 packets reached their precision
± is the 99 % interval; net is gross minus the reference program
)");
}

TEST(Table, NoLineIsLongerThanTheWidth) {
  const Report reports[] = {history_report(), hostile_report(), map_report(), Report{}};
  for (const Report& report : reports) {
    for (std::size_t width = 60; width <= 200; ++width) {
      for (const std::string& line : lines_of(table(report, width))) {
        ASSERT_LE(display_width(line), width) << line;
        ASSERT_FALSE(line.ends_with(' ')) << line;
      }
    }
  }
}

TEST(Table, SaysWhatHappenedToThePackets) {
  Report report = history_report();
  report.benchmarks[0].verdicts = {{"PASS", 1}};
  report.benchmarks[1].verdicts = {{"DROP", 0.12}, {"PASS", 0.88}};
  const std::string text = table(report, 140);
  EXPECT_THAT(line_with(text, "packet  "), HasSubstr("  returns  "));
  EXPECT_THAT(line_with(text, "v1"), HasSubstr("  PASS  "));
  EXPECT_THAT(line_with(text, "v2"), HasSubstr("DROP 12 %, PASS 88 %"));
  EXPECT_THAT(table(history_report(), 140), Not(HasSubstr("returns")));
  for (Benchmark& benchmark : report.benchmarks) benchmark.verdicts = {{"PASS", 1}};
  EXPECT_THAT(line_with(table(report, 100), "packet  "), HasSubstr("returns"));
}

TEST(Table, ColumnsAreAligned) {
  for (std::size_t width = 60; width <= 200; ++width) {
    const std::vector<std::string> lines = lines_of(table(history_report(), width));
    const std::size_t versions = column_of(lines[1], "version");
    const std::size_t verdicts = column_of(lines[1], "verdict");
    EXPECT_EQ(column_of(lines[3], "v2"), versions);
    EXPECT_EQ(column_of(lines[5], "v1"), versions);
    EXPECT_EQ(column_of(lines[3], "regressed"), verdicts) << width;
    EXPECT_EQ(column_of(lines[4], "inconclusive"), verdicts) << width;
    EXPECT_EQ(column_of(lines[7], "unchanged"), verdicts) << width;
    EXPECT_EQ(column_of(lines[2], ".24"), column_of(lines[4], ".3"));
  }
}

TEST(Table, WideCharactersKeepTheColumnsAligned) {
  Report report = history_report();
  report.benchmarks[0].packet = report.benchmarks[1].packet = report.benchmarks[2].packet =
      "\u6f22\u5b57";
  const std::vector<std::string> lines = lines_of(table(report));
  EXPECT_EQ(column_of(lines[2], "v1"), column_of(lines[1], "version"));
  EXPECT_EQ(column_of(lines[5], "v1"), column_of(lines[1], "version"));
}

TEST(Table, ColumnsAreLeftOutInTheStatedOrder) {
  const std::vector<std::string> order = {"bytes", "insns",   "drive",
                                          "gross", "(+53 %)", "\u00b10.12"};
  std::size_t left_out = 0;
  for (std::size_t width = 120; width >= 60; --width) {
    const std::string text = table(history_report(), width);
    const std::string all =
        line_with(text, "packet  ") + line_with(text, "regressed  ") + line_with(text, "regressed");
    while (left_out < order.size() && all.find(order[left_out]) == std::string::npos) ++left_out;
    for (std::size_t i = left_out; i < order.size(); ++i)
      EXPECT_THAT(all, HasSubstr(order[i])) << width;
    for (std::size_t i = 0; i < left_out; ++i) EXPECT_THAT(all, Not(HasSubstr(order[i]))) << width;
    EXPECT_THAT(text, HasSubstr("net ns"));
    EXPECT_THAT(all, HasSubstr("verdict"));
  }
  EXPECT_EQ(left_out, 5U);
  EXPECT_THAT(table(history_report(), 70),
              HasSubstr("\n(left out at 70 columns: gross, drive, insns, bytes)\n"));
  EXPECT_THAT(table(history_report(), 120), Not(HasSubstr("left out")));
}

TEST(Table, TheNarrowestKeepsTheIntervals) {
  const std::vector<std::string> lines = lines_of(table(history_report(), 60));
  EXPECT_EQ(lines[1], "packet      version  net ns        change       verdict");
  EXPECT_EQ(lines[3], "            v2         1.90 \u00b10.11  +0.66 \u00b10.12  regressed");
}

TEST(Table, LongNamesAreShortenedBeforeColumnsGo) {
  Report report = history_report();
  for (Benchmark& benchmark : report.benchmarks) benchmark.packet += std::string(60, '-') + "end";
  const std::string text = table(report, 110);
  EXPECT_THAT(text, HasSubstr("\u2026"));
  EXPECT_THAT(text, HasSubstr("bytes"));
  EXPECT_THAT(text, HasSubstr("end  v1"));
}

TEST(Table, ColourIsNeverTheOnlyCarrierOfMeaning) {
  const std::string plain = table(history_report());
  const std::string coloured = table(history_report(), 120, true);
  EXPECT_THAT(plain, Not(HasSubstr("\x1b")));
  EXPECT_THAT(coloured, HasSubstr("\x1b[31mregressed\x1b[0m"));
  EXPECT_THAT(coloured, HasSubstr("\x1b[32mimproved\x1b[0m"));
  EXPECT_THAT(coloured, HasSubstr("\x1b[33minconclusive\x1b[0m"));
  EXPECT_THAT(coloured, Not(HasSubstr("munchanged")));
  EXPECT_EQ(std::regex_replace(coloured, std::regex("\x1b\\[[0-9]*m"), ""), plain);
}

TEST(Table, NamesCannotSendEscapeSequences) {
  EXPECT_THAT(table(hostile_report()), Not(HasSubstr("\x1b")));
}

TEST(Table, AnEmptyReportSaysSo) {
  EXPECT_EQ(table(Report{}), "nothing was measured\n");
  Report report;
  report.run.suite = "fizzbuzz";
  EXPECT_EQ(table(report), "fizzbuzz: nothing was measured\n");
}

TEST(Table, UnknownIsADashAndTheQuietBlockIsShown) {
  Report report;
  Benchmark benchmark;
  benchmark.name = "a";
  report.benchmarks = {benchmark, benchmark};
  report.benchmarks[0].metrics["ns_per_packet_net"].value =
      std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(table(report),
            R"(quiet regime
packet  version  net ns/packet  change vs previous  gross  drive  insns  bytes
—       —                    —                          —  —          —      —
        —                    —                   —      —  —          —      —

net is gross minus the reference program
)");
}

TEST(Table, WithoutAQuietRoundTheContendedBlockStandsAlone) {
  Report report = history_report();
  report.benchmarks = {report.benchmarks[5]};
  report.benchmarks[0].metrics.erase("ns_per_packet");
  report.benchmarks[0].metrics.erase("ns_per_packet_net");
  report.environment.contended_share = 1;
  report.comparisons.clear();
  const std::string text = table(report);
  EXPECT_THAT(text,
              ::testing::StartsWith("fizzbuzz \u00b7 contended regime (100 % of the time)\n"));
  EXPECT_THAT(text, Not(HasSubstr("quiet")));
}

TEST(Table, AContendedRowHasItsOwnComparison) {
  Report report = history_report();
  Comparison contended = change("v3", "fibonacci-large", "v2", 9.87, Verdict::regressed);
  contended.metric = "ns_per_packet_net_contended";
  report.comparisons.push_back(contended);
  const std::string text = table(report);
  const std::string block = text.substr(text.find("contended regime"));
  EXPECT_THAT(block, HasSubstr("+9.87 \u00b10.12 (+53 %) vs v2"));
  EXPECT_THAT(text.substr(0, text.find("contended regime")), Not(HasSubstr("+9.87")));
}

TEST(Table, AComparisonWithAnotherBaseNamesIt) {
  Report report = history_report();
  report.comparisons[1].base = "v1";
  EXPECT_THAT(line_with(table(report), "inconclusive  "), HasSubstr("(+53 %) vs v1"));
}

TEST(Table, TheComparisonWithThePreviousVersionIsPreferred) {
  Report report = history_report();
  report.comparisons.insert(report.comparisons.begin(),
                            change("v3", "none", "v1", 8.88, Verdict::improved));
  const std::string text = table(report);
  EXPECT_THAT(line_with(text, "215.3"), HasSubstr("+0.05"));
  EXPECT_THAT(text.substr(text.find("\ncomparisons\n")), HasSubstr("+8.88"));
}

TEST(Table, AComparisonThatFitsNoRowIsNotLost) {
  Report report = history_report();
  report.comparisons.push_back(change("v3", "none", "v1", 8.88, Verdict::regressed));
  const std::string text = table(report);
  const std::string block = text.substr(text.find("\ncomparisons\n"));
  EXPECT_THAT(block, HasSubstr("fizzbuzz/v3/none  ns_per_packet_net  v1    v3   +8.88"));
}

TEST(Table, MapOperationsAreAListOfNamesAndValues) {
  EXPECT_EQ(table(map_report()), R"(maps · map operations · quiet regime
map operation    value         unit
hash/lookup       34.20 ±0.34  ns
lpm_trie/insert  801.0  ±8.0   ns

± is the 99 % interval
)");
}

TEST(Table, AMapOperationIsToldInHashLookupsAndOneWithoutAValueStays) {
  Report report = map_report();
  report.benchmarks[1].metrics["ns_per_op_yardstick"] = report.benchmarks[0].metrics["ns_per_op"];
  Benchmark missing;
  missing.name = "arena/read";
  missing.kind = BenchmarkKind::map_op;
  missing.warnings = {"needs Linux 6.9"};
  report.benchmarks.push_back(missing);
  const std::string text = table(report);
  EXPECT_THAT(line_with(text, "lpm_trie/insert"), HasSubstr("23.42")) << "801 / 34.2";
  EXPECT_THAT(text, Not(HasSubstr("yardstick")));
  EXPECT_THAT(line_with(text, "arena/read "), HasSubstr("\u2014"));
  EXPECT_THAT(text, HasSubstr("warning: arena/read: needs Linux 6.9"));
}

TEST(Table, AWarningLongerThanALineIsBrokenNotCut) {
  Report report = history_report();
  report.benchmarks[0].warnings = {
      "the map messages drifted while it was measured: say in the suite how to reset it"};
  std::string text = table(report, 60);
  text = std::regex_replace(text, std::regex("\n  "), " ");
  EXPECT_THAT(text, HasSubstr("warning: fizzbuzz/v1/none: " + report.benchmarks[0].warnings[0]));
}

}  // namespace
}  // namespace bpfmark

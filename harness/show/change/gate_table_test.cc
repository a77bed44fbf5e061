// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/change/gate_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "harness/text/text_width.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

Comparison timed(const std::string& name, double base, double difference, double half_width,
                 Verdict verdict) {
  Comparison row;
  row.name = name;
  row.metric = "ns_per_packet_net";
  row.unit = "ns";
  row.base_value = base;
  row.new_value = base + difference;
  row.difference = difference;
  row.ratio = 1 + difference / base;
  row.ci_low = difference - half_width;
  row.ci_high = difference + half_width;
  row.verdict = verdict;
  return row;
}

Comparison counted(const std::string& metric, double base, double new_value) {
  Comparison row;
  row.name = "program";
  row.metric = metric;
  row.unit = "instructions";
  row.exact = true;
  row.counts = false;
  row.base_value = base;
  row.new_value = new_value;
  row.difference = new_value - base;
  row.verdict = new_value > base   ? Verdict::regressed
                : new_value < base ? Verdict::improved
                                   : Verdict::unchanged;
  return row;
}

GateReport gate_report();

TEST(GateTable, SaysWhatHappenedToThePackets) {
  GateReport report = gate_report();
  EXPECT_THAT(gate_to_markdown(report), Not(HasSubstr("returns")));
  report.comparisons[0].base_verdicts = {{"PASS", 1}};
  report.comparisons[0].new_verdicts = {{"DROP", 0.12}, {"PASS", 0.88}};
  report.comparisons[1].base_verdicts = report.comparisons[1].new_verdicts = {{"TX", 1}};
  const std::string text = gate_to_markdown(report);
  EXPECT_THAT(text, HasSubstr("| returns |"));
  EXPECT_THAT(text, HasSubstr("| PASS -\\> DROP 12 %, PASS 88 % |"));
  EXPECT_THAT(text, HasSubstr("| TX |"));
}

GateReport gate_report() {
  GateReport report;
  report.base = "old.bpf.o";
  report.new_version = "new.bpf.o";
  report.comparisons = {timed("udp64", 4, 1.2, 0.3, Verdict::regressed),
                        timed("tcp64", 104, 0.1, 0.25, Verdict::unchanged),
                        timed("icmp", 12, 0.4, 0.6, Verdict::inconclusive),
                        counted("xlated_insns", 50, 53), counted("jited_bytes", 200, 200)};
  report.comparisons[2].note = "the interval reaches across the threshold";
  report.behaviour = {{"arp", "verdict XDP_PASS became XDP_DROP", 3, 1, {0xde, 0xad}}};
  report.notes = {"a note of the run"};
  return report;
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

std::size_t column_of(const std::string& line, const std::string& part) {
  const std::size_t at = line.find(part);
  EXPECT_NE(at, std::string::npos) << part << " in " << line;
  return at == std::string::npos ? 0 : display_width(line.substr(0, at));
}

std::string table(const GateReport& report, std::size_t width = 120, bool colour = false) {
  return gate_to_table(report, {.width = width, .colour = colour});
}

TEST(GateTable, HasARowAComparison) {
  const std::string text = table(gate_report());
  EXPECT_THAT(text, StartsWith("new.bpf.o against old.bpf.o, net ns/packet\n"));
  const std::string udp = line_with(text, "udp64");
  for (const char* part : {"4.0", "5.2", "+1.20", "±0.30", "(+30 %)", "regressed"}) {
    EXPECT_THAT(udp, HasSubstr(part));
  }
  EXPECT_THAT(line_with(text, "tcp64"), EndsWith("unchanged"));
  EXPECT_THAT(line_with(text, "icmp"), EndsWith("inconclusive"));
}

TEST(GateTable, EachUnitHasATableOfItsOwn) {
  GateReport report = gate_report();
  Comparison cycles = timed("arp", 13.9, 0.5, 0.2, Verdict::unchanged);
  cycles.metric = "cycles_per_packet_net";
  cycles.unit = "cycles";
  Comparison contended = timed("udp64", 7, 1, 0.2, Verdict::regressed);
  contended.metric = "ns_per_packet_net_contended";
  report.comparisons = {report.comparisons[0], cycles, contended};
  const std::vector<std::string> lines = lines_of(table(report));
  EXPECT_EQ(lines[0], "new.bpf.o against old.bpf.o, net ns/packet");
  EXPECT_THAT(lines[1], AllOf(HasSubstr("base ns"), HasSubstr("new ns")));
  EXPECT_THAT(lines[3], StartsWith("udp64 (contended)"));
  EXPECT_EQ(lines[5], "new.bpf.o against old.bpf.o, net cycles/packet");
  EXPECT_THAT(lines[6], AllOf(HasSubstr("base cycles"), HasSubstr("new cycles")));
  EXPECT_THAT(lines[7], StartsWith("arp"));
}

TEST(GateTable, ShowsExactMetricsOnlyWhereTheyChanged) {
  const std::string text = table(gate_report());
  EXPECT_THAT(line_with(text, "xlated_insns"),
              AllOf(HasSubstr("program xlated_insns"), HasSubstr("50"), HasSubstr("53"),
                    HasSubstr("+3"), EndsWith("regressed*")));
  EXPECT_THAT(text, Not(HasSubstr("jited_bytes")));
  EXPECT_THAT(text, HasSubstr("* shown, but does not count"));

  GateReport same = gate_report();
  same.comparisons.erase(same.comparisons.begin() + 3);
  EXPECT_THAT(table(same), AllOf(Not(HasSubstr("exact metrics")), Not(HasSubstr("* shown"))));
}

TEST(GateTable, TellsBehaviourWithThePacketThatShowsIt) {
  const std::string text = table(gate_report());
  EXPECT_THAT(line_with(text, "XDP_DROP"),
              AllOf(StartsWith("arp"), HasSubstr("verdict XDP_PASS became XDP_DROP"),
                    HasSubstr("(on 3 frames, first on number 2)")));
  EXPECT_THAT(text, HasSubstr("arp: the packet that shows it: dead\n"));
  GateReport single = gate_report();
  single.behaviour[0].frames = 1;
  EXPECT_THAT(table(single), Not(HasSubstr("first on number")));
  single.behaviour[0].packet = Bytes(65, 0xab);
  std::string shown;
  for (int i = 0; i < 64; ++i) shown += "ab";
  EXPECT_THAT(table(single, 300), HasSubstr(shown + "...\n")) << "the first 64 bytes";
}

TEST(GateTable, NotesStandBelowAndTheSummaryIsLast) {
  const std::string text = table(gate_report());
  EXPECT_THAT(text, HasSubstr("\na note of the run\n"));
  EXPECT_THAT(text, HasSubstr("icmp: the interval reaches across the threshold\n"));
  EXPECT_EQ(lines_of(text).back(), gate_summary(gate_report()));
}

TEST(GateTable, MarksContendedRows) {
  GateReport report = gate_report();
  report.comparisons[0].metric += "_contended";
  EXPECT_THAT(line_with(table(report), "udp64"), StartsWith("udp64 (contended)"));
}

TEST(GateTable, ColumnsAreAligned) {
  const std::string text = table(gate_report());
  const std::string udp = line_with(text, "udp64");
  const std::string tcp = line_with(text, "tcp64");
  EXPECT_EQ(column_of(udp, "4.0") + 1, column_of(tcp, "104") + 3) << "the points";
  EXPECT_EQ(column_of(udp, "+1.20") + 2, column_of(tcp, "+0.10") + 2);
  EXPECT_EQ(column_of(udp, "regressed"), column_of(tcp, "unchanged"));
  EXPECT_EQ(column_of(udp, "regressed"), column_of(line_with(text, "base ns"), "verdict"));
}

GateReport hostile_report() {
  GateReport report = gate_report();
  const std::string hostile = "\x1b[2J\x07\u202e|`<b>&*_[x](y)\n::error::\r\xff";
  report.base = hostile + std::string(300, 'b');
  report.new_version = hostile;
  for (Comparison& row : report.comparisons) {
    row.name = hostile + std::string(200, 'n');
    row.note = hostile + std::string(300, 'w');
  }
  report.comparisons[0].difference = 1e300;
  report.comparisons[1].base_value.reset();
  report.behaviour[0] = {hostile, hostile + std::string(300, 'x'), 0, 0, Bytes(5000, 0xff)};
  report.notes = {hostile, std::string(500, 'q'), ""};
  return report;
}

TEST(GateTable, NoLineIsLongerThanTheWidth) {
  for (std::size_t width = 60; width <= 200; ++width) {
    for (const std::string& line : lines_of(table(gate_report(), width))) {
      EXPECT_LE(display_width(line), width) << line;
    }
  }
}

TEST(GateTable, HostileTextKeepsTheWidthAndSendsNoControlCharacters) {
  GateReport report = hostile_report();
  for (std::size_t width = 60; width <= 200; ++width) {
    const std::string text = table(report, width);
    for (const std::string& line : lines_of(text)) EXPECT_LE(display_width(line), width) << line;
    EXPECT_EQ(text.find_first_of("\x1b\x07\r"), std::string::npos);
    EXPECT_THAT(text, Not(HasSubstr("\u202e")));
  }
}

TEST(GateTable, TheNarrowestKeepsChangeAndVerdict) {
  GateReport report = gate_report();
  report.comparisons[0] =
      timed("udp64-" + std::string(40, 'n'), 123456, 12345.5, 0.3, Verdict::regressed);
  const std::string text = table(report, 60);
  EXPECT_THAT(text, HasSubstr("(left out at 60 columns: base, percent)"));
  EXPECT_THAT(line_with(text, "udp64"),
              AllOf(HasSubstr("+12345.50"), HasSubstr("±0.30"), HasSubstr("regressed")));
}

TEST(GateTable, ColoursTheVerdictAlone) {
  const std::string text = table(gate_report(), 120, true);
  EXPECT_THAT(line_with(text, "udp64"), HasSubstr("\x1b[31mregressed\x1b[0m"));
  EXPECT_THAT(table(gate_report()), Not(HasSubstr("\x1b")));
}

TEST(GateTable, OfNothingSaysSo) {
  EXPECT_THAT(table(GateReport()), HasSubstr("nothing was compared"));
  GateReport uncounted;
  uncounted.comparisons.resize(1);
  uncounted.comparisons[0].counts = false;
  EXPECT_THAT(table(uncounted), HasSubstr("no row counts"));
  EXPECT_THAT(gate_to_markdown(GateReport()), HasSubstr("nothing was compared"));
  EXPECT_THAT(table(GateReport()), Not(HasSubstr("unchanged")));
}

TEST(GateSummary, CountsTheRowsThatCount) {
  GateReport report = gate_report();
  EXPECT_THAT(gate_summary(report), StartsWith("verdict: regressed (1 regressed, 1 inconclusive, "
                                               "1 unchanged"))
      << "xlated_insns and jited_bytes do not count";
  EXPECT_THAT(gate_summary(report), HasSubstr("; 1 difference of behaviour)"));
  report.behaviour.clear();
  report.comparisons = {timed("a", 4, -2, 0.1, Verdict::improved),
                        timed("b", 4, -2, 0.1, Verdict::improved)};
  EXPECT_EQ(gate_summary(report), "verdict: improved (2 improved)");
}

TEST(GateMarkdown, HasTheSameCells) {
  const std::string text = gate_to_markdown(gate_report());
  EXPECT_THAT(text, HasSubstr("| packet | base ns | new ns | change | verdict |"));
  EXPECT_THAT(text, HasSubstr("| udp64 | 4.0 | 5.2 | +1.20 ±0.30 (+30 %) | regressed |"));
  EXPECT_THAT(text, HasSubstr("regressed\\* |"));
  EXPECT_THAT(text, HasSubstr("- " + std::string("verdict: regressed")));
}

TEST(GateMarkdown, NamesCannotBecomeMarkup) {
  const std::string text = gate_to_markdown(hostile_report());
  EXPECT_EQ(text.find_first_of("\x1b\x07\r"), std::string::npos);
  std::vector<std::size_t> cells;
  std::size_t headers = 0;
  for (const std::string& line : lines_of(text)) {
    EXPECT_THAT(line, Not(StartsWith("::"))) << "a workflow command";
    std::size_t bars = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '\\') {
        ++i;  // whatever it is, it is plain now
      } else {
        EXPECT_EQ(std::string_view("`<&_[]~#").find(line[i]), std::string_view::npos) << line;
        bars += line[i] == '|' ? 1 : 0;
      }
    }
    if (line.starts_with("|")) cells.push_back(bars);
    headers += line.starts_with("| ---") ? 1 : 0;
  }
  ASSERT_EQ(headers, 3U);
  EXPECT_THAT(std::vector(cells.begin(), cells.begin() + 7), Each(6U)) << "timed and exact blocks";
}

TEST(GateAnnotations, AreForWhatFailsAndWhatIsUncertain) {
  GateReport report = gate_report();
  EXPECT_THAT(
      lines_of(gate_annotations(report)),
      ElementsAre("::error title=bpfmark::udp64 ns_per_packet_net: regressed +1.20 ±0.30 ns",
                  "::warning title=bpfmark::icmp ns_per_packet_net: inconclusive +0.40 "
                  "±0.60 ns: the interval reaches across the threshold",
                  "::warning title=bpfmark::arp: verdict XDP_PASS became XDP_DROP"))
      << "nothing of rows that do not count";
  report.same_behaviour_expected = true;
  EXPECT_THAT(lines_of(gate_annotations(report)).back(), StartsWith("::error title=bpfmark::arp"));
  EXPECT_EQ(gate_annotations(GateReport()), "");
}

TEST(GateAnnotations, TextCannotBecomeACommandOfItsOwn) {
  GateReport report = gate_report();
  report.comparisons.resize(1);
  report.behaviour.resize(1);
  report.comparisons[0].name = "100%\n::set-output name=x::y\r\n::stop-commands::t";
  report.behaviour[0].name = "a\n::error::b";
  report.behaviour[0].what = "50%0A";
  const auto lines = lines_of(gate_annotations(report));
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_THAT(lines[0], HasSubstr("::100%25%0A::set-output name=x::y%0D%0A::stop-commands::t"));
  EXPECT_THAT(lines[0], StartsWith("::error title=bpfmark::"));
  EXPECT_THAT(lines[1], EndsWith("::a%0A::error::b: 50%250A"));
}

}  // namespace
}  // namespace bpfmark

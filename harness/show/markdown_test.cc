// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "harness/result/history_report_test.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::size_t cells_in(const std::string& line) {
  std::size_t bars = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '|' && (i == 0 || line[i - 1] != '\\')) ++bars;
  }
  return bars;
}

TEST(Markdown, HasTheSameColumnsAsTheTable) {
  const std::string text = report_to_markdown(history_report());
  EXPECT_THAT(text, StartsWith(R"(**fizzbuzz · quiet regime (contended 12 % of the time)**

| packet | version | net ns/packet | change vs previous | verdict | gross | drive | insns | bytes |
| --- | --- | ---: | ---: | --- | ---: | --- | ---: | ---: |
| none | v1 | 1.24 ±0.10 |  |  | 45.1 | repeat | 38 | 180 |
| none | v2 | 1.90 ±0.11 | +0.66 ±0.12 (+53 %) | regressed | 45.8 | repeat | 38 | 180 |
)"));
  EXPECT_THAT(text, HasSubstr("\n\n**fizzbuzz · contended regime (12 % of the time)**\n\n"));
  EXPECT_THAT(text,
              HasSubstr("\n\n- verdicts: 1 regressed, 1 inconclusive, 1 improved, 1 unchanged\n"));
}

TEST(Markdown, NamesCannotBecomeMarkup) {
  Report report = history_report();
  report.benchmarks[0].packet = "a|b`c\nd<img>*_e_\\|";
  report.benchmarks[0].warnings = {"x\n- y | z"};
  const std::string text = report_to_markdown(report);
  EXPECT_THAT(text, HasSubstr("| a\\|b\\`c d\\<img\\>\\*\\_e\\_\\\\\\| | v1 |"));
  EXPECT_THAT(text, HasSubstr(": x - y \\| z\n"));
}

TEST(Markdown, EveryRowHasTheCellsOfItsHeader) {
  Report report = history_report();
  report.benchmarks[1].packet = "odd | name";
  std::istringstream stream(report_to_markdown(report));
  std::size_t cells = 0;
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with("|")) {
      cells = 0;
      continue;
    }
    if (cells == 0) cells = cells_in(line);
    EXPECT_EQ(cells_in(line), cells) << line;
  }
}

TEST(Markdown, AnEmptyReportSaysSo) {
  EXPECT_EQ(report_to_markdown(Report{}), "nothing was measured\n");
}

TEST(Markdown, MapOperations) {
  EXPECT_THAT(report_to_markdown(map_report()), HasSubstr("| hash/lookup | 34.20 ±0.34 | ns |\n"));
}

}  // namespace
}  // namespace bpfmark

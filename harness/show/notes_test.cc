// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/notes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/result/history_report_test.h"

namespace bpfmark {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Notes, SayVerdictsStopsAndWhatTheIntervalIs) {
  EXPECT_THAT(notes_of(history_report()),
              ElementsAre("verdicts: 1 regressed, 1 inconclusive, 1 improved, 1 unchanged",
                          "all 2 packets reached their precision",
                          "\u00b1 is the 99 % interval; net is gross minus the reference program"));
}

TEST(Notes, OfAnEmptyReportAreNone) {
  EXPECT_THAT(notes_of(Report{}), IsEmpty());
}

TEST(Notes, SumUpWhatStopped) {
  const struct {
    StopReason stopped;  // of v2 on the packet "none"
    const char* note;
  } kCases[] = {
      {StopReason::precise, "all 2 packets reached their precision"},
      {StopReason::budget_spent, "1 of 2 packets reached their precision; none spent the budget"},
      {StopReason::interrupted, "1 of 2 packets reached their precision; none interrupted"},
  };
  for (const auto& test : kCases) {
    Report report = history_report();
    report.benchmarks[1].stopped = test.stopped;
    EXPECT_THAT(notes_of(report), Contains(test.note));
  }
}

TEST(Notes, OfOnePacketNameIt) {
  Report report = history_report();
  report.benchmarks.resize(3);
  EXPECT_THAT(notes_of(report), Contains("none reached its precision"));
  report.benchmarks[2].stopped = StopReason::budget_spent;
  EXPECT_THAT(notes_of(report), Contains("none spent the budget"));
}

TEST(Notes, OfMapOperationsCountThose) {
  Report report = map_report();
  report.benchmarks[0].stopped = StopReason::precise;
  report.benchmarks[1].stopped = StopReason::budget_spent;
  EXPECT_THAT(
      notes_of(report),
      Contains("1 of 2 map operations reached their precision; lpm_trie/insert spent the budget"));
}

TEST(Notes, AWarningIsSaidOnceWithTheNamesOfItsCases) {
  Report report = history_report();
  report.benchmarks[0].warnings = {"state drifted", "slow"};
  report.benchmarks[4].warnings = {"state drifted"};
  EXPECT_THAT(notes_of(report),
              Contains("warning: fizzbuzz/v1/none, fizzbuzz/v2/fibonacci-large: state drifted"));
  EXPECT_THAT(notes_of(report), Contains("warning: fizzbuzz/v1/none: slow"));
}

TEST(Notes, DifferentConfidencesGetNoLegend) {
  Report report = history_report();
  report.benchmarks[0].metrics["ns_per_packet"].confidence = 0.95;
  EXPECT_THAT(notes_of(report), Not(Contains(StartsWith("\u00b1 is"))));
}

}  // namespace
}  // namespace bpfmark

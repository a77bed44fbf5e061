// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/history/history_changes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/gate/stored/stored_results_test.h"

namespace bpfmark {
namespace {

Report run_of(std::size_t number, double net, double insns) {
  Report report = result_of(net, insns);
  report.run.id = fmt::format("run-{:03}", number);
  report.run.started_at = fmt::format("2026-01-{:02}T{:02}:00:00Z", 1 + number / 24, number % 24);
  report.run.git = Git{.commit = fmt::format("{:040x}", number),
                       .branch = "main",
                       .dirty = false,
                       .repository = {},
                       .subject = {},
                       .author = {},
                       .committed_at = {}};
  return report;
}

// Values alternate by +-0.05 about what `net` says.
template <typename Net>
History history_with(std::size_t runs, const Net& net, std::size_t insns_change = 1000) {
  HistoryBuilder builder;
  for (std::size_t i = 0; i < runs; ++i) {
    builder.add(run_of(i, net(i) + (i % 2 == 0 ? 0.05 : -0.05), i >= insns_change ? 60 : 50));
  }
  return std::move(builder).finish();
}

TEST(HistoryChanges, NameTheCommitAndTheAmount) {
  const History history = history_with(40, [](std::size_t i) { return i < 25 ? 10.0 : 12.0; });
  const auto changes = history_changes(history, Policy());
  ASSERT_EQ(changes.size(), 1U);
  const HistoryChange& change = changes[0];
  EXPECT_EQ(history.series[change.series].metric, "ns_per_packet_net");
  EXPECT_EQ(history.runs[change.first_run].run.git->commit, fmt::format("{:040x}", 25));
  EXPECT_EQ(history.runs[change.last_run].run.git->commit, fmt::format("{:040x}", 24));
  EXPECT_NEAR(change.before, 10, 0.01);
  EXPECT_NEAR(change.after, 12, 0.01);
  ASSERT_TRUE(change.difference);
  EXPECT_LT(change.difference->low, 2);
  EXPECT_GT(change.difference->high, 2);
  EXPECT_EQ(change.verdict, Verdict::regressed);
  EXPECT_TRUE(change.counts);
}

// 32 slots in place of 1 from the 20th run on: no change, and the changes within are still found.
TEST(HistoryChanges, NoneBetweenRunsWithOtherSlots) {
  for (const std::size_t later_change : {1000u, 40u}) {
    HistoryBuilder builder;
    for (std::size_t i = 0; i < 60; ++i) {
      const double level = i < 20 ? 10.0 : i < later_change ? 5.0 : 7.0;
      Report report = run_of(i, level + (i % 2 == 0 ? 0.05 : -0.05), 50);
      if (i >= 20) report.benchmarks[0].slots = 32;
      builder.add(std::move(report));
    }
    const History history = std::move(builder).finish();
    EXPECT_EQ(runs_with_other_slots(history), std::vector<std::uint32_t>{20});
    const auto changes = history_changes(history, Policy());
    if (later_change > 60) {
      EXPECT_TRUE(changes.empty());
      continue;
    }
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].first_run, 40U);
    EXPECT_NEAR(changes[0].before, 5, 0.01);
  }
}

TEST(HistoryChanges, OfARateMoreIsBetter) {
  for (const bool grows : {true, false}) {
    HistoryBuilder builder;
    for (std::size_t i = 0; i < 40; ++i) {
      Report report = run_of(i, 10, 50);
      const double level = (i < 25) == grows ? 2e6 : 3e6;
      Metric rate = timed(i % 2 == 0 ? level : level + 1000);
      rate.unit = "packets/s";
      report.benchmarks[0].metrics = {{"packets_per_s", rate}};
      builder.add(std::move(report));
    }
    const auto changes = history_changes(std::move(builder).finish(), Policy());
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(changes[0].verdict, grows ? Verdict::improved : Verdict::regressed);
  }
}

TEST(HistoryChanges, AreInCyclesWhereAllRunsHaveThem) {
  const auto history_where = [](std::size_t cycles_from) {
    HistoryBuilder builder;
    for (std::size_t i = 0; i < 40; ++i) {
      // The clock falls, the cycles stay.
      Report report = run_of(i, (i < 25 ? 10.0 : 12.0) + (i % 2 == 0 ? 0.05 : -0.05), 50);
      if (i >= cycles_from) {
        report.benchmarks[0].metrics["cycles_per_packet_net"] = timed(i % 2 == 0 ? 45 : 45.2);
      }
      builder.add(std::move(report));
    }
    return std::move(builder).finish();
  };
  EXPECT_TRUE(history_changes(history_where(0), Policy()).empty());
  EXPECT_EQ(history_changes(history_where(1), Policy()).size(), 1U) << "one run has ns alone";
}

TEST(HistoryChanges, OneSpikeIsNone) {
  const History history = history_with(40, [](std::size_t i) { return i == 20 ? 90.0 : 10.0; });
  EXPECT_TRUE(history_changes(history, Policy()).empty());
}

TEST(HistoryChanges, WhatDoesNotMatterInPracticeIsNone) {
  const auto small = [](std::size_t i) { return i < 20 ? 10.0 : 10.4; };
  EXPECT_TRUE(history_changes(history_with(40, small), Policy()).empty());
  Policy strict;
  strict.add({"ns_per_packet_net", std::nullopt, 0.1, 0.01, std::nullopt});
  EXPECT_EQ(history_changes(history_with(40, small), strict).size(), 1U);
}

TEST(HistoryChanges, ExactMetricsChangeAtOnce) {
  const History history = history_with(
      6, [](std::size_t) { return 10.0; }, 5);
  const auto changes = history_changes(history, Policy());
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(history.series[changes[0].series].metric, "xlated_insns");
  EXPECT_EQ(changes[0].first_run, 5U);
  EXPECT_EQ(changes[0].before, 50);
  EXPECT_EQ(changes[0].after, 60);
  EXPECT_FALSE(changes[0].p_value);
  EXPECT_FALSE(changes[0].counts);
}

TEST(HistoryChanges, ComeInTheOrderOfTheRuns) {
  const History history = history_with(
      80, [](std::size_t i) { return i < 20   ? 10.0
                                     : i < 50 ? 14.0
                                              : 9.0; }, 30);
  const auto changes = history_changes(history, Policy());
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].first_run, 20U);
  EXPECT_EQ(changes[1].first_run, 30U);
  EXPECT_EQ(changes[2].first_run, 50U);
  EXPECT_EQ(changes[2].verdict, Verdict::improved);
}

}  // namespace
}  // namespace bpfmark

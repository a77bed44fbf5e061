// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/history/history.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/result/sample_report_test.h"

namespace bpfmark {
namespace {

Report run_at(int day, double net, const std::string& fingerprint = "f1") {
  Report report = full_report();
  report.run.id = fmt::format("run-{}-{}", day, fingerprint);
  report.run.started_at = fmt::format("2026-01-{:02}T00:00:00Z", day);
  report.environment.fingerprint = fingerprint;
  report.benchmarks.resize(1);
  report.benchmarks[0].metrics = {{"ns_per_packet_net", timed_metric(net, 0.1)},
                                  {"xlated_insns", exact_metric(52, "instructions")}};
  return report;
}

History history_of(std::vector<Report> reports) {
  HistoryBuilder builder;
  for (Report& report : reports) builder.add(std::move(report));
  return std::move(builder).finish();
}

const Series& series_of(const History& history, const std::string& metric) {
  for (const Series& series : history.series) {
    if (series.metric == metric) return series;
  }
  throw std::runtime_error("no series " + metric);
}

std::vector<double> values_of(const Series& series) {
  std::vector<double> values;
  for (const HistoryPoint& point : series.points) values.push_back(point.value);
  return values;
}

TEST(History, IsInTheOrderOfTimeWhateverTheOrderOfTheFiles) {
  const History history = history_of({run_at(3, 3), run_at(1, 1), run_at(2, 2)});
  ASSERT_EQ(history.runs.size(), 3U);
  EXPECT_EQ(history.runs[0].run.id, "run-1-f1");
  EXPECT_EQ(values_of(series_of(history, "ns_per_packet_net")), (std::vector{1.0, 2.0, 3.0}));
  EXPECT_EQ(series_of(history, "ns_per_packet_net").points[1].run, 1U);
  EXPECT_FLOAT_EQ(series_of(history, "ns_per_packet_net").points[1].low, 1.9F);
}

TEST(History, AnotherMachineIsAnotherSeries) {
  const History history = history_of({run_at(1, 1), run_at(2, 20, "f2"), run_at(3, 3)});
  ASSERT_EQ(history.series.size(), 4U);
  EXPECT_EQ(values_of(history.series[0]), (std::vector{1.0, 3.0}));
  EXPECT_EQ(history.series[2].fingerprint, "f2");
  EXPECT_EQ(history.environments.size(), 2U);
  EXPECT_EQ(history.latest.size(), 2U);
}

TEST(History, KeepsTheLatestRunWhole) {
  const History history = history_of({run_at(1, 1), run_at(3, 3), run_at(2, 2)});
  ASSERT_EQ(history.latest.size(), 1U);
  EXPECT_EQ(history.latest[0].run.id, "run-3-f1");
  EXPECT_EQ(history.latest[0].benchmarks.size(), 1U);
}

TEST(History, ARunThatIsNamedTwiceCountsOnce) {
  const History history = history_of({run_at(1, 1), run_at(1, 1), run_at(2, 2)});
  EXPECT_EQ(history.runs.size(), 2U);
  EXPECT_EQ(history.repeated, 1U);
}

TEST(History, WhatIsUnknownIsNoPoint) {
  Report unknown = run_at(2, 2);
  unknown.benchmarks[0].metrics.at("ns_per_packet_net").value.reset();
  const History history = history_of({run_at(1, 1), unknown, run_at(3, 3)});
  EXPECT_EQ(values_of(series_of(history, "ns_per_packet_net")), (std::vector{1.0, 3.0}));
  EXPECT_EQ(series_of(history, "ns_per_packet_net").points[1].run, 2U);
}

TEST(History, TimesOfAnotherRegimeAreLeftOutAndCountsAreNot) {
  Report contended = run_at(4, 9);
  contended.environment.canary_quiet_ns = 40;
  const History history = history_of({run_at(1, 1), run_at(2, 1), run_at(3, 1), contended});
  EXPECT_TRUE(history.runs[3].other_regime);
  EXPECT_FALSE(history.runs[0].other_regime);
  EXPECT_EQ(values_of(series_of(history, "ns_per_packet_net")).size(), 3U);
  EXPECT_EQ(values_of(series_of(history, "xlated_insns")).size(), 4U);
}

TEST(History, SmallDifferencesOfTheCanaryAreTheSameRegime) {
  Report other = run_at(2, 2);
  other.environment.canary_quiet_ns = 10.6;
  const History history = history_of({run_at(1, 1), other});
  EXPECT_FALSE(history.runs[0].other_regime);
  EXPECT_FALSE(history.runs[1].other_regime);
}

TEST(History, EnvironmentsAreSharedByTheRunsThatHaveThem) {
  Report newer = run_at(3, 1);
  newer.environment.clang = "16.0.6";
  Report shares = run_at(2, 1);
  shares.environment.contended_share = 0.9;
  const History history = history_of({run_at(1, 1), shares, newer});
  ASSERT_EQ(history.environments.size(), 2U);
  EXPECT_EQ(history.runs[0].environment, history.runs[1].environment);
  EXPECT_EQ(history.environments[history.runs[2].environment].clang, "16.0.6");
}

TEST(History, OfNothingIsEmpty) {
  const History history = history_of({});
  EXPECT_TRUE(history.runs.empty());
  EXPECT_TRUE(history.series.empty());
}

}  // namespace
}  // namespace bpfmark

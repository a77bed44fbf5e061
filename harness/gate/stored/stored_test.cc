// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/stored/stored.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "harness/gate/stored/stored_results_test.h"
#include "harness/result/file/history_form.h"
#include "harness/result/file/report_json.h"
#include "harness/stats/interval.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Report as_history(const Report& report) {
  const auto text = report_to_history(report);
  return *report_from_json(*text, "history");
}

TEST(CompareStored, HistoryFilesGiveTheSameVerdictsAsWholeResults) {
  Report base = result_of(10);
  Report new_version = result_of(11);
  for (Report* each : {&base, &new_version}) {
    each->tool_version = "0.1.0";
    each->run.started_at = "2026-01-02T03:04:05Z";
    each->environment.libbpf = "1.1.2";
    for (auto& [name, metric] : each->benchmarks[0].metrics) {
      const auto interval = mean_interval(metric.placements, 0.99);
      if (!interval) continue;
      metric.ci_low = interval->low;
      metric.ci_high = interval->high;
      metric.confidence = 0.99;
    }
  }
  const GateReport whole = compared(base, new_version);
  const GateReport small = compared(as_history(base), as_history(new_version));
  ASSERT_EQ(small.comparisons.size(), whole.comparisons.size());
  for (std::size_t i = 0; i < whole.comparisons.size(); ++i) {
    const Comparison& a = whole.comparisons[i];
    const Comparison& b = small.comparisons[i];
    EXPECT_EQ(a.verdict, b.verdict);
    if (!a.ci_low) continue;
    EXPECT_NEAR(*a.ci_low, *b.ci_low, 1e-3);
    EXPECT_NEAR(*a.p_value, *b.p_value, 1e-3);
  }
  EXPECT_EQ(whole.comparisons[0].verdict, Verdict::regressed);
}

TEST(Stored, ComparesNetTimesByTheirPlacementsAndExactMetricsExactly) {
  const GateReport report = compared(result_of(10), result_of(13, 51));
  ASSERT_THAT(metrics_of(report), ElementsAre("ns_per_packet_net", "xlated_insns"));
  EXPECT_THAT(report.notes, IsEmpty());
  const Comparison& net = report.comparisons[0];
  EXPECT_EQ(net.name, "s/v1/udp64");
  EXPECT_EQ(net.verdict, Verdict::regressed);
  EXPECT_TRUE(net.counts);
  EXPECT_NEAR(*net.difference, 3, 1e-9);
  EXPECT_NEAR(*net.ratio, 1.3, 1e-9);
  EXPECT_EQ(net.threshold, 0.5);
  // Welch with 22 degrees of freedom, t = 2.819 at 99 %; the error of each mean is
  // 0.1 * sqrt(12 / 11) / sqrt(12).
  EXPECT_NEAR(*net.ci_high - *net.difference, 2.819 * 0.1 * std::sqrt(2.0 / 11), 1e-4);
  EXPECT_LT(*net.p_value, 1e-9);
  EXPECT_EQ(report.comparisons[1].verdict, Verdict::regressed);
  EXPECT_FALSE(report.comparisons[1].counts) << "shown only, by the default policy";
  EXPECT_EQ(overall_verdict(report), Verdict::regressed);
}

TEST(Stored, ComparesCyclesInPlaceOfTimesWhereBothSidesHaveThem) {
  Report base = result_of(10);
  Report new_version = result_of(13);
  new_version.benchmarks[0].metrics["cycles_per_packet_net"] = in_cycles(45);
  EXPECT_THAT(metrics_of(compared(base, new_version)),
              ElementsAre("ns_per_packet_net", "xlated_insns"));
  base.benchmarks[0].metrics["cycles_per_packet_net"] = in_cycles(45.5);
  const GateReport report = compared(base, new_version);
  ASSERT_THAT(metrics_of(report), ElementsAre("cycles_per_packet_net", "xlated_insns"));
  EXPECT_EQ(report.comparisons[0].verdict, Verdict::unchanged)
      << "the clock was slower, not the program";
  EXPECT_TRUE(report.comparisons[0].counts);
  EXPECT_EQ(report.comparisons[0].threshold, 2);
  new_version.benchmarks[0].metrics["cycles_per_packet_net"] = in_cycles(60);
  EXPECT_EQ(overall_verdict(compared(base, new_version)), Verdict::regressed);
}

TEST(Stored, SaysWhatIsExactOnOneSideAlone) {
  Report new_version = result_of(10);
  new_version.benchmarks[0].metrics["xlated_insns"].exact = false;
  const GateReport report = compared(result_of(10), new_version);
  EXPECT_THAT(metrics_of(report), ElementsAre("ns_per_packet_net"));
  EXPECT_THAT(report.notes, ElementsAre("xlated_insns is exact in one of the results alone in 1 "
                                        "row: left out there"));
}

TEST(Stored, Verdicts) {
  const struct {
    Metric base;
    Metric new_version;
    Verdict verdict;
  } table[] = {{timed(10), timed(10), Verdict::unchanged},
               {timed(10), timed(11), Verdict::regressed},
               {timed(10), timed(9), Verdict::improved},
               {timed(10), timed(10.5), Verdict::inconclusive},
               {timed(10, 3), timed(10, 3), Verdict::inconclusive},
               {timed(100), timed(101.5), Verdict::unchanged},
               {timed(-0.1), timed(0.1), Verdict::unchanged}};
  for (const auto& each : table) {
    Report base = result_of(0), new_version = result_of(0);
    base.benchmarks[0].metrics = {{"ns_per_packet_net", each.base}};
    new_version.benchmarks[0].metrics = {{"ns_per_packet_net", each.new_version}};
    EXPECT_EQ(compared(base, new_version).comparisons.at(0).verdict, each.verdict)
        << *each.new_version.value;
  }
}

TEST(Stored, IntervalsAndPValuesAreThoseOfAllRows) {
  Report base = result_of(10), new_version = result_of(10.2);
  const Comparison alone = compared(base, new_version).comparisons.at(0);
  for (int i = 0; i < 19; ++i) {
    base.benchmarks.push_back(benchmark("s/v1/p" + std::to_string(i), 10, 50));
    new_version.benchmarks.push_back(benchmark("s/v1/p" + std::to_string(i), 10, 50));
  }
  const Comparison among = compared(base, new_version).comparisons.at(0);
  // The quantile at 1 - 0.01 / 20 is larger, with 22 degrees of freedom by two fifths.
  EXPECT_GT(*among.ci_high - *among.difference, 1.3 * (*alone.ci_high - *alone.difference));
  EXPECT_NEAR(*among.p_value, 20 * *alone.p_value, 1e-12);
}

TEST(Stored, PlacementsThatGiveNoIntervalAreInconclusive) {
  const double kHuge = std::numeric_limits<double>::max();
  for (const std::vector<double>& placements :
       {std::vector<double>{}, {10}, {10, 10, 10}, {-kHuge, kHuge}}) {
    Report base = result_of(10), new_version = result_of(10);
    base.benchmarks[0].metrics["ns_per_packet_net"].placements = placements;
    new_version.benchmarks[0].metrics["ns_per_packet_net"].placements = placements;
    const Comparison row = compared(base, new_version).comparisons.at(0);
    EXPECT_EQ(row.verdict, Verdict::inconclusive) << placements.size();
    EXPECT_THAT(row.note, HasSubstr("fewer than two placements on a side"));
    EXPECT_FALSE(row.ci_low);
  }
}

TEST(Stored, OfAnotherSuiteIsRefusedUnlessForced) {
  Report new_version = result_of(10);
  new_version.run.suite = "t";
  const auto refused = compare_stored(result_of(10), new_version, Policy(), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(refused.error().message, AllOf(HasSubstr("suite 's'"), HasSubstr("'t'")));
  EXPECT_THAT(compared(result_of(10), new_version, true).comparisons, SizeIs(2));
}

TEST(Stored, NoRowInCommonIsABadInputNeverAPass) {
  Report other = result_of(10);
  other.benchmarks[0].name = "s/v2/udp64";
  Report empty = result_of(10);
  empty.benchmarks.clear();
  for (const Report& new_version : {other, empty}) {
    for (const bool force : {false, true}) {
      const auto refused = compare_stored(result_of(10), new_version, Policy(), {force, force});
      ASSERT_FALSE(refused);
      EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
      EXPECT_THAT(refused.error().message, HasSubstr("no row in common"));
    }
  }
  EXPECT_THAT(compare_stored(result_of(10), other, Policy(), {}).error().message,
              AllOf(HasSubstr("in base alone: s/v1/udp64"), HasSubstr("in new alone: s/v2/udp64")));
}

TEST(Stored, AnExactMetricIsNotComparedWithATimedOne) {
  Report new_version = result_of(10);
  new_version.benchmarks[0].metrics["xlated_insns"].exact = false;
  EXPECT_THAT(metrics_of(compared(result_of(10), new_version)), ElementsAre("ns_per_packet_net"));
}

TEST(Stored, RowsOfOneSideAreNamedAndCounted) {
  Report base = result_of(10);
  for (int i = 0; i < 7; ++i) {
    base.benchmarks.push_back(benchmark("s/v1/p" + std::to_string(i), 10, 50));
  }
  EXPECT_THAT(compared(base, result_of(10)).notes,
              ElementsAre("7 rows are in base alone: s/v1/p0, s/v1/p1, s/v1/p2, s/v1/p3, s/v1/p4, "
                          "..."));
}

TEST(Stored, ThePolicySetsThresholdsAndWhatCounts) {
  Policy policy;
  policy.add({"ns_per_packet_net", Pattern::compile("udp64$").value(), 5, 0, std::nullopt});
  policy.add({"xlated_insns", std::nullopt, 2, 0, true});
  const GateReport report = *compare_stored(result_of(10), result_of(13, 53), policy, {});
  EXPECT_EQ(report.comparisons.at(0).verdict, Verdict::unchanged);
  EXPECT_EQ(report.comparisons.at(0).threshold, 5);
  EXPECT_EQ(report.comparisons.at(1).verdict, Verdict::regressed);
  EXPECT_EQ(overall_verdict(report), Verdict::regressed);
}

TEST(Stored, ANameTooLongForPatternsIsRefused) {
  Report base = result_of(10), new_version = result_of(10);
  base.benchmarks[0].name = new_version.benchmarks[0].name = std::string(1 << 20, 'a');
  Policy policy;
  policy.add({"*", Pattern::compile("(a|b)*c").value(), 1, 1, true});
  const auto refused = compare_stored(base, new_version, policy, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "base: the name of a row takes 1048576 bytes, allowed: 1000");
}

TEST(Stored, MapOperationsAreCompared) {
  Report base = result_of(10), new_version = result_of(10);
  for (Report* report : {&base, &new_version}) {
    Benchmark map_op;
    map_op.name = "maps/hash/lookup";
    map_op.kind = BenchmarkKind::map_op;
    map_op.metrics = {{"ns_per_op", timed(report == &base ? 34 : 36)}};
    report->benchmarks = {map_op};
  }
  const GateReport report = compared(base, new_version);
  EXPECT_THAT(metrics_of(report), ElementsAre("ns_per_op"));
  EXPECT_EQ(overall_verdict(report), Verdict::regressed);
}

TEST(Stored, OfTheLiveSelfTestThePairedCostIsCompared) {
  Report base = result_of(10), new_version = result_of(10);
  for (Report* report : {&base, &new_version}) {
    Benchmark live;
    live.name = "live/v1/native";
    live.metrics = {{"ns_per_packet_live_net", timed(report == &base ? 30 : 90)},
                    {"ns_per_packet_net_predicted", timed(11)},
                    {"drain_ns_per_message", timed(500)},
                    {"packets_per_s", timed(2e6)}};
    live.metrics["packets_per_s"].unit = "packets/s";
    report->benchmarks = {live};
  }
  const GateReport report = compared(base, new_version);
  EXPECT_THAT(metrics_of(report), ElementsAre("ns_per_packet_live_net"));
  EXPECT_EQ(overall_verdict(report), Verdict::regressed);
}

}  // namespace
}  // namespace bpfmark

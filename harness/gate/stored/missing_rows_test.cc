// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/stored/missing_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/gate/stored/stored_results_test.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// "s/v1/udp64 ns_per_packet_net", of the rows that count and are inconclusive.
std::vector<std::string> missing_of(const GateReport& report) {
  std::vector<std::string> rows;
  for (const Comparison& row : report.comparisons) {
    if (row.counts && row.verdict == Verdict::inconclusive)
      rows.push_back(row.name + " " + row.metric);
  }
  return rows;
}

Report two_rows() {
  Report report = result_of(10);
  report.benchmarks.push_back(benchmark("s/v1/arp", 10, 50));
  return report;
}

void lose_time(Report& report, std::size_t row) {
  for (auto& [name, metric] : report.benchmarks[row].metrics) {
    if (!metric.exact) metric = {std::nullopt, "ns", false, {}, {}, {}, {}, 0, {}};
  }
}

TEST(MissingRows, ThereAreNoneWhereAllIsThere) {
  EXPECT_THAT(missing_of(compared(two_rows(), two_rows())), IsEmpty());
}

TEST(MissingRows, NoTimeOnASideOrOnBothIsNamedAndNeverAPass) {
  for (const auto& [of_base, of_new, why] :
       {std::tuple{false, true, "new has no time"}, std::tuple{true, false, "base has no time"},
        std::tuple{true, true, "have no time to compare"}}) {
    Report base = two_rows(), new_version = two_rows();
    if (of_base) lose_time(base, 1);
    if (of_new) lose_time(new_version, 1);
    const GateReport report = compared(base, new_version);
    EXPECT_THAT(missing_of(report), ElementsAre("s/v1/arp ns_per_packet_net"));
    EXPECT_THAT(report.comparisons.back().note, HasSubstr(why));
    EXPECT_EQ(overall_verdict(report), Verdict::inconclusive);
  }
}

TEST(MissingRows, AMetricThatIsNotEvenNullIsMissingToo) {
  Report new_version = two_rows();
  new_version.benchmarks[1].metrics.erase("ns_per_packet_net");
  EXPECT_THAT(missing_of(compared(two_rows(), new_version)),
              ElementsAre("s/v1/arp ns_per_packet_net"));
  new_version.benchmarks[1].metrics.clear();
  Report base = two_rows();
  base.benchmarks[1].metrics.clear();
  EXPECT_THAT(missing_of(compared(base, new_version)), ElementsAre("s/v1/arp ns_per_packet_net"));
}

TEST(MissingRows, ATimeOfEitherRegimeAndOfEitherUnitIsOne) {
  Report base = two_rows(), new_version = two_rows();
  for (Report* report : {&base, &new_version}) {
    lose_time(*report, 0);
    report->benchmarks[0].metrics["ns_per_packet_net_contended"] = timed(30);
    report->benchmarks[1].metrics["cycles_per_packet_net"] = in_cycles(40);
  }
  EXPECT_THAT(missing_of(compared(base, new_version)), IsEmpty());
}

TEST(MissingRows, ContendedOnOneSideAndQuietOnTheOtherIsNoTimeToCompare) {
  Report base = two_rows(), new_version = two_rows();
  lose_time(new_version, 0);
  new_version.benchmarks[0].metrics["ns_per_packet_net_contended"] = timed(30);
  EXPECT_THAT(missing_of(compared(base, new_version)), ElementsAre("s/v1/udp64 ns_per_packet_net"));
}

TEST(MissingRows, ARowThatBaseHasAndNewHasNotIsNamedUnlessAllowed) {
  const GateReport report = compared(two_rows(), result_of(10));
  EXPECT_THAT(missing_of(report), ElementsAre("s/v1/arp ns_per_packet_net"));
  EXPECT_EQ(report.comparisons.back().base_value, 10);
  EXPECT_THAT(report.comparisons.back().note, HasSubstr("--allow-missing"));
  EXPECT_EQ(overall_verdict(report), Verdict::inconclusive);
  const GateReport allowed = compared(two_rows(), result_of(10), false, true);
  EXPECT_THAT(missing_of(allowed), IsEmpty());
  EXPECT_EQ(overall_verdict(allowed), Verdict::unchanged);
  EXPECT_THAT(allowed.notes, ElementsAre("1 rows are in base alone: s/v1/arp"));
}

TEST(MissingRows, ARowOfNewAloneIsShownAndNoFailure) {
  const GateReport report = compared(result_of(10), two_rows());
  EXPECT_THAT(missing_of(report), IsEmpty());
  EXPECT_THAT(report.notes, ElementsAre("1 rows are in new alone: s/v1/arp"));
  EXPECT_EQ(overall_verdict(report), Verdict::unchanged);
}

TEST(MissingRows, ARegressionIsWorseThanWhatIsMissing) {
  Report base = two_rows(), new_version = two_rows();
  new_version.benchmarks[0] = benchmark("s/v1/udp64", 20, 50);
  lose_time(new_version, 1);
  EXPECT_EQ(overall_verdict(compared(base, new_version)), Verdict::regressed);
}

TEST(MissingRows, WhatDoesNotCountMayBeMissing) {
  Policy policy;
  policy.add({"ns_per_packet_net", Pattern::compile("arp$").value(), {}, {}, false});
  const auto report = compare_stored(two_rows(), result_of(10), policy, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(overall_verdict(*report), Verdict::unchanged);
}

TEST(MissingRows, AnExactMetricThatCountsMustNotVanish) {
  Report base = two_rows();
  base.benchmarks[0].metrics["insns_per_packet"] = counted(100);
  EXPECT_THAT(missing_of(compared(base, two_rows())), ElementsAre("s/v1/udp64 insns_per_packet"));
  base.environment.clang = "other";
  EXPECT_THAT(missing_of(compared(base, two_rows())), IsEmpty()) << "not compared at all";
  EXPECT_THAT(missing_of(compared(two_rows(), base)), IsEmpty()) << "new alone has it";
}

TEST(MissingRows, AMapOperationThatNeitherMachineHasIsNone) {
  Benchmark operation;
  operation.name = "maps/arena/lookup";
  operation.kind = BenchmarkKind::map_op;
  Report base = two_rows(), new_version = two_rows();
  base.benchmarks.push_back(operation);
  new_version.benchmarks.push_back(operation);
  EXPECT_THAT(missing_of(compared(base, new_version)), IsEmpty());
  base.benchmarks.back().metrics["ns_per_op"] = timed(5);
  EXPECT_THAT(missing_of(compared(base, new_version)), ElementsAre("maps/arena/lookup ns_per_op"));
}

TEST(MissingRows, TimesOfAnotherMachineAreNotMissing) {
  Report new_version = two_rows();
  new_version.environment.fingerprint = "f2";
  lose_time(new_version, 0);
  EXPECT_THAT(missing_of(compared(two_rows(), new_version)), IsEmpty());
}

}  // namespace
}  // namespace bpfmark

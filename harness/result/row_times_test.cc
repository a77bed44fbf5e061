// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/row_times.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Benchmark row(const std::string& name, const std::string& metric, std::optional<double> value) {
  Benchmark benchmark;
  benchmark.name = name;
  benchmark.metrics[metric].value = value;
  return benchmark;
}

TEST(RowTimes, ACostOfEitherRegimeIsATime) {
  Report report;
  report.benchmarks = {row("a", "ns_per_packet_net", 1), row("b", "ns_per_packet_net_contended", 1),
                       row("c", "ns_per_op", 1), row("d", "ns_per_packet_live_net", 1)};
  EXPECT_THAT(rows_without_time(report), IsEmpty());
  EXPECT_EQ(about_rows_without_time(report), "");
}

TEST(RowTimes, NullsCountsAndGrossAreNone) {
  Report report;
  report.benchmarks = {row("a", "ns_per_packet_net", std::nullopt), row("b", "xlated_insns", 1),
                       row("c", "ns_per_packet", 1), Benchmark{}, row("e", "ns_per_op", 1)};
  report.benchmarks[3].name = "d";
  EXPECT_THAT(rows_without_time(report), ElementsAre("a", "b", "c", "d"));
  EXPECT_EQ(about_rows_without_time(report),
            "no time could be estimated of 4 of 5 rows: a, b, c, d; give it more --budget, a "
            "quieter core or another --cpu");
}

TEST(RowTimes, ManyAreNotAllNamed) {
  Report report;
  for (char c = 'a'; c < 'h'; ++c) report.benchmarks.push_back(row({c}, "x", 1));
  EXPECT_EQ(about_rows_without_time(report),
            "no time could be estimated of 7 of 7 rows: a, b, c, d, e, ...; give it more --budget, "
            "a quieter core or another --cpu");
}

}  // namespace
}  // namespace bpfmark

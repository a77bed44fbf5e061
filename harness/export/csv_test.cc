// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/export/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "harness/result/history_report_test.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

constexpr const char* kHeader =
    "suite,name,kind,version,packet,drive,metric,value,unit,exact,ci_low,ci_high,confidence,"
    "placements,rounds,stopped,verdicts\r\n";

Report report_of(const Benchmark& benchmark) {
  Report report;
  report.benchmarks = {benchmark};
  return report;
}

TEST(Csv, HasARowForEachBenchmarkAndMetric) {
  Benchmark benchmark = program_case("v1", "none", 1.5, 0.25);
  benchmark.metrics.erase("jited_bytes");
  benchmark.verdicts = {{"DROP", 0.125}, {"PASS", 0.875}};
  benchmark.metrics.erase("ns_per_packet");
  benchmark.metrics["ns_per_packet_net"].rounds = 4000;
  benchmark.metrics["ns_per_packet_net"].placements = {1.25, 1.75};
  EXPECT_EQ(report_to_csv(report_of(benchmark)),
            std::string(kHeader) +
                "fizzbuzz,fizzbuzz/v1/none,program,v1,none,repeat,ns_per_packet_net,1.5,ns,false,"
                "1.25,1.75,0.99,2,4000,precise,DROP 0.125; PASS 0.875\r\n"
                "fizzbuzz,fizzbuzz/v1/none,program,v1,none,repeat,xlated_insns,38,,true,"
                ",,,0,,precise,DROP 0.125; PASS 0.875\r\n");
}

TEST(Csv, QuotesAndDefusesText) {
  const struct {
    const char* packet;
    const char* cell;
  } kCases[] = {
      {"plain", ",plain,"},
      {"a,b", ",\"a,b\","},
      {"say \"x\"", ",\"say \"\"x\"\"\","},
      {"two\nlines", ",\"two\nlines\","},
      {"=1+1", ",'=1+1,"},
      {"+1", ",'+1,"},
      {"-1", ",'-1,"},
      {"@sum", ",'@sum,"},
      {"\tx", ",'\tx,"},
      {"\r=1", ",\"'\r=1\","},
      {"=a,\"b\"", ",\"'=a,\"\"b\"\"\","},
      {"a=1", ",a=1,"},
  };
  for (const auto& test : kCases) {
    Benchmark benchmark = program_case("v1", "none", 1.5, 0.25);
    benchmark.packet = test.packet;
    EXPECT_THAT(report_to_csv(report_of(benchmark)), HasSubstr(test.cell));
  }
}

TEST(Csv, NumbersStayNumbersAndUnknownIsEmpty) {
  Benchmark benchmark;
  Metric& metric = benchmark.metrics["ns_per_packet_net"];
  metric.value = -0.1;
  metric.unit = "ns";
  metric.ci_low = -std::numeric_limits<double>::infinity();
  EXPECT_EQ(report_to_csv(report_of(benchmark)),
            std::string(kHeader) + ",,program,,,,ns_per_packet_net,-0.1,ns,false,,,,0,,,\r\n");
}

TEST(Csv, OfAnEmptyReportIsTheHeader) {
  EXPECT_EQ(report_to_csv(Report{}), kHeader);
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The formats of other tools, value by value; harness/export/consumers_test.py gives them to the
// tools themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "harness/export/bmf.h"
#include "harness/export/csv.h"
#include "harness/export/gab.h"
#include "harness/export/gbench.h"
#include "harness/export/openmetrics.h"
#include "harness/result/history_report_test.h"

namespace bpfmark {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

Report exported_report() {
  Report report = history_report();
  report.tool_version = "0.1.0";
  report.run.id = "run-1";
  report.run.started_at = "2026-01-02T03:04:05Z";
  report.run.git = Git{.commit = std::string(40, 'c'),
                       .branch = "main",
                       .dirty = false,
                       .repository = "https://example.org/owner/name",
                       .subject = "Cheaper",
                       .author = "A. U. Thor",
                       .committed_at = "2026-01-01T12:00:00Z"};
  report.environment.fingerprint = "f1";
  report.environment.arch = "x86_64";
  report.environment.kernel = "6.18.0";
  report.environment.canary_quiet_ns = 10.5;
  report.benchmarks[0].metrics["ns_per_packet_net"].placements = {1.14, 1.24, 1.34};
  report.benchmarks[1].metrics["ns_per_packet_net"].value.reset();
  report.benchmarks[1].metrics["ns_per_packet_net"].ci_low.reset();
  report.benchmarks[1].metrics["ns_per_packet_net"].ci_high.reset();
  return report;
}

Report live_report() {
  Report report;
  report.run.suite = "live";
  report.run.started_at = "2026-01-02T03:04:05Z";
  Benchmark row;
  row.name = "live/v1/native";
  row.suite = "live";
  row.version = "v1";
  row.packet = "native";
  row.metrics["ns_per_packet_live_net"] = estimate(20, 5);
  row.metrics["packets_per_s"] = estimate(2e6, 1e5);
  row.metrics["packets_per_s"].unit = "packets/s";
  row.metrics["lost_share"] = estimate(0.25, 0.01);
  row.metrics["lost_share"].unit = "share";
  report.benchmarks = {row};
  return report;
}

// Its cost is the headline everywhere; of its rate more is better, which some tools cannot be told.
TEST(ExportLiveRows, ARateIsNoCost) {
  const json gab = json::parse(*report_to_gab(live_report()));
  ASSERT_EQ(gab.size(), 2U);
  EXPECT_EQ(gab.at(0).at("name"), "live/v1/native lost_share");
  EXPECT_EQ(gab.at(1).at("name"), "live/v1/native");
  EXPECT_DOUBLE_EQ(gab.at(1).at("value"), 20);
  const json bmf = json::parse(*report_to_bmf(live_report()));
  EXPECT_DOUBLE_EQ(bmf.at("live/v1/native").at("latency").at("value"), 20);
  EXPECT_DOUBLE_EQ(bmf.at("live/v1/native").at("packets_per_s").at("value"), 2e6);
  const json gbench = json::parse(*report_to_gbench(live_report()));
  ASSERT_EQ(gbench.at("benchmarks").size(), 1U);
  EXPECT_DOUBLE_EQ(gbench.at("benchmarks").at(0).at("real_time"), 20);
  const std::string metrics = *reports_to_openmetrics({live_report()}, false);
  EXPECT_THAT(metrics, HasSubstr("packet=\"native\"} 2e-08\n"));
  EXPECT_THAT(metrics, HasSubstr("\nbpfmark_packets_per_second{"));
  EXPECT_THAT(metrics, HasSubstr("# UNIT bpfmark_messages_lost_ratio ratio\n"));
  EXPECT_THAT(metrics, Not(HasSubstr("regime")));
}

TEST(ExportBmf, HasValuesAndBounds) {
  const json document = json::parse(*report_to_bmf(exported_report()));
  const json& row = document.at("fizzbuzz/v1/none");
  EXPECT_DOUBLE_EQ(row.at("latency").at("value"), 1.24);
  EXPECT_DOUBLE_EQ(row.at("latency").at("lower_value"), 1.14);
  EXPECT_DOUBLE_EQ(row.at("latency").at("upper_value"), 1.34);
  EXPECT_EQ(row.at("xlated_insns"), json({{"value", 38.0}}));
  // Unknown is left out, never 0.
  EXPECT_FALSE(document.at("fizzbuzz/v2/none").contains("latency"));
}

TEST(ExportBmf, RefusesWhatBencherWould) {
  Report report = exported_report();
  report.benchmarks[0].name = std::string(1025, 'n');
  ASSERT_FALSE(report_to_bmf(report));
  EXPECT_THAT(report_to_bmf(report).error().message, HasSubstr("1 to 1024"));
  EXPECT_FALSE(report_to_bmf(Report{}));
}

TEST(ExportGab, HasARowAMetric) {
  const json rows = json::parse(*report_to_gab(exported_report()));
  std::map<std::string, json> by_name;
  for (const json& row : rows) by_name[row.at("name")] = row;
  const json& row = by_name.at("fizzbuzz/v1/none");
  EXPECT_EQ(row.at("unit"), "ns");
  EXPECT_DOUBLE_EQ(row.at("value"), 1.24);
  EXPECT_EQ(row.at("range"), "\u00b10.10");
  EXPECT_EQ(row.at("extra"), "ns_per_packet_net, 99 % interval 1.14 to 1.34");
  EXPECT_TRUE(by_name.contains("fizzbuzz/v1/none xlated_insns"));
  EXPECT_FALSE(by_name.contains("fizzbuzz/v2/none"));
}

json page_data(const std::string& page) {
  const std::string start = "window.BENCHMARK_DATA = ";
  EXPECT_TRUE(page.starts_with(start));
  return json::parse(page.substr(start.size()));
}

TEST(ExportGabPage, GrowsByAnEntryARun) {
  Report second = exported_report();
  second.run.started_at = "2026-01-03T03:04:05Z";
  second.run.git->commit = std::string(40, 'd');
  const auto page = append_to_gab_page("", {second, exported_report()});
  ASSERT_TRUE(page) << page.error().message;
  const json data = page_data(*page);
  EXPECT_EQ(data.at("repoUrl"), "https://example.org/owner/name");
  EXPECT_EQ(data.at("lastUpdate"), 1767409445000);
  const json& list = data.at("entries").at("fizzbuzz on f1");
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].at("date"), 1767323045000);
  EXPECT_EQ(list[0].at("tool"), "customSmallerIsBetter");
  EXPECT_EQ(list[0].at("commit").at("message"), "Cheaper");
  EXPECT_EQ(list[0].at("commit").at("url"),
            "https://example.org/owner/name/commit/" + std::string(40, 'c'));
  EXPECT_EQ(list[1].at("commit").at("id"), std::string(40, 'd'));
}

TEST(ExportGabPage, KeepsWhatIsThereAndAddsNoRunTwice) {
  const std::string before =
      "window.BENCHMARK_DATA = {\"lastUpdate\": 1, \"repoUrl\": \"https://x\", \"entries\": "
      "{\"other\": [{\"commit\": {\"id\": \"1\"}, \"date\": 1, \"tool\": \"go\", \"benches\": "
      "[]}]}};\n";
  const auto once = append_to_gab_page(before, {exported_report()});
  ASSERT_TRUE(once) << once.error().message;
  EXPECT_EQ(append_to_gab_page(*once, {exported_report()}), *once);
  const json data = page_data(*once);
  EXPECT_EQ(data.at("repoUrl"), "https://x");
  EXPECT_EQ(data.at("entries").at("other").size(), 1U);
}

TEST(ExportGabPage, RefusesWhatIsNoPage) {
  for (const char* page :
       {"{}", "window.BENCHMARK_DATA = ", "window.BENCHMARK_DATA = []",
        "window.BENCHMARK_DATA = {\"entries\": []}", "window.BENCHMARK_DATA = {\"entries\": {",
        "window.BENCHMARK_DATA = {\"entries\": {\"fizzbuzz on f1\": 1}}"}) {
    EXPECT_FALSE(append_to_gab_page(page, {exported_report()})) << page;
  }
  Report report = exported_report();
  report.run.git.reset();
  EXPECT_THAT(append_to_gab_page("", {report}).error().message, HasSubstr("knows no commit"));
}

TEST(ExportGbench, AnEntryAPlacementAndTheirAggregates) {
  const json document = json::parse(*report_to_gbench(exported_report()));
  EXPECT_EQ(document.at("context").at("json_schema_version"), 1);
  const json& first = document.at("benchmarks").at(0);
  EXPECT_EQ(first.at("name"), "fizzbuzz/v1/none");
  EXPECT_EQ(first.at("run_type"), "iteration");
  EXPECT_EQ(first.at("repetitions"), 3);
  EXPECT_DOUBLE_EQ(first.at("real_time"), 1.14);
  EXPECT_EQ(first.at("time_unit"), "ns");
  EXPECT_EQ(first.at("xlated_insns"), 38);
  const json& mean = document.at("benchmarks").at(3);
  EXPECT_EQ(mean.at("aggregate_name"), "mean");
  EXPECT_DOUBLE_EQ(mean.at("real_time"), 1.24);
  const json& deviation = document.at("benchmarks").at(5);
  EXPECT_EQ(deviation.at("aggregate_name"), "stddev");
  EXPECT_NEAR(deviation.at("real_time"), 0.1, 1e-12);
  // v2 is unknown; of v3 there is the value alone, and its contended twin.
  EXPECT_EQ(document.at("benchmarks").at(6).at("name"), "fizzbuzz/v3/none");
  EXPECT_EQ(document.at("benchmarks").back().at("name"), "fizzbuzz/v3/fibonacci-large/contended");
}

constexpr const char* kLabels =
    "{repo=\"owner/name\",branch=\"main\",suite=\"fizzbuzz\",fingerprint=\"f1\",kernel=\"6.18.0\","
    "arch=\"x86_64\",benchmark=\"fizzbuzz/v1/none\",version=\"v1\",packet=\"none\",regime="
    "\"quiet\"}";

TEST(ExportOpenMetrics, InBaseUnitsWithTheTimeOfTheRun) {
  const std::string text = *reports_to_openmetrics({exported_report()}, true);
  EXPECT_THAT(text, HasSubstr("# TYPE bpfmark_packet_net_seconds gauge\n"
                              "# UNIT bpfmark_packet_net_seconds seconds\n"
                              "# HELP bpfmark_packet_net_seconds "));
  EXPECT_THAT(text, HasSubstr(std::string("bpfmark_packet_net_seconds") + kLabels +
                              " 1.24e-09 1767323045.000\n"));
  EXPECT_THAT(text, HasSubstr("bpfmark_packet_net_low_seconds{"));
  EXPECT_THAT(text, HasSubstr("bpfmark_run_info{repo=\"owner/name\",branch=\"main\",suite="
                              "\"fizzbuzz\",fingerprint=\"f1\",kernel=\"6.18.0\",arch=\"x86_64\","
                              "commit=\"cccc"));
  EXPECT_THAT(text, HasSubstr("regime=\"contended\""));
  EXPECT_TRUE(text.ends_with("# EOF\n"));
  EXPECT_THAT(text, Not(HasSubstr("benchmark=\"fizzbuzz/v2/none\",version=\"v2\",packet=\"none\","
                                  "regime=\"quiet\"} 1")));
  EXPECT_THAT(*reports_to_openmetrics({exported_report()}, false),
              HasSubstr(std::string(kLabels) + " 1.24e-09\n"));
}

TEST(ExportOpenMetrics, OneSeriesHasItsSamplesTogetherInTime) {
  Report later = exported_report();
  later.run.started_at = "2026-01-03T03:04:05Z";
  later.run.git->commit = std::string(40, 'd');
  const std::string text = *reports_to_openmetrics({later, exported_report()}, true);
  EXPECT_THAT(text,
              HasSubstr(std::string(kLabels) + " 1.24e-09 1767323045.000\n" +
                        "bpfmark_packet_net_seconds" + kLabels + " 1.24e-09 1767409445.000\n"));
}

TEST(ExportOpenMetrics, TwoValuesAtOnceAreAMistake) {
  Report other = exported_report();
  other.benchmarks[0].metrics["ns_per_packet_net"].value = 5;
  EXPECT_FALSE(reports_to_openmetrics({exported_report(), other}, true));
  other.run.started_at = "2026-01-03T03:04:05Z";
  EXPECT_TRUE(reports_to_openmetrics({exported_report(), other}, true));
  EXPECT_FALSE(reports_to_openmetrics({exported_report(), other}, false));
}

TEST(ExportOpenMetrics, OddNamesCannotLeaveTheirLabel) {
  Report report = exported_report();
  report.benchmarks[0].name = "a\"} 1\nb{\\\xff";
  const std::string text = *reports_to_openmetrics({report}, true);
  EXPECT_THAT(text, HasSubstr("benchmark=\"a\\\"} 1\ufffdb{\\\\\ufffd\""));
}

TEST(ExportCsv, RowsOfManyRunsSayWhoseTheyAre) {
  const std::string text = reports_to_csv({exported_report()});
  EXPECT_TRUE(
      text.starts_with("started_at,run_id,repository,branch,commit,dirty,fingerprint,"
                       "kernel,arch,contended_share,suite,name,"));
  EXPECT_THAT(text, HasSubstr("\r\n2026-01-02T03:04:05Z,run-1,https://example.org/owner/name,main,"
                              "cccccccccc"));
}

}  // namespace
}  // namespace bpfmark

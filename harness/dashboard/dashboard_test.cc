// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the file holds; browser_test.py looks at what a browser makes of it.
#include "harness/dashboard/dashboard.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bpfmark {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kOdd = "</script><!--<script>alert(1)</script>&\"'";

Report run_number(int number, double net) {
  Report report;
  report.tool_version = "0.1.0";
  report.run.id = fmt::format("run-{}", number);
  report.run.started_at = fmt::format("2026-01-{:02}T00:00:00Z", number);
  report.run.suite = "s";
  report.run.git = Git{.commit = fmt::format("{:040x}", number),
                       .branch = "main",
                       .dirty = false,
                       .repository = "https://example.org/owner/name",
                       .subject = kOdd,
                       .author = kOdd,
                       .committed_at = {}};
  report.environment.kernel = "6.18.0";
  report.environment.fingerprint = "f1";
  Benchmark benchmark;
  benchmark.name = fmt::format("s/v1/{}", kOdd);
  benchmark.version = "v1";
  benchmark.packet = kOdd;
  Metric metric;
  metric.value = net;
  metric.unit = "ns";
  metric.ci_low = net - 0.25;
  metric.ci_high = net + 0.25;
  metric.confidence = 0.99;
  Metric insns;
  insns.value = number < 3 ? 38 : 40;
  insns.exact = true;
  insns.unit = "instructions";
  benchmark.metrics = {
      {"ns_per_packet", metric}, {"ns_per_packet_net", metric}, {"xlated_insns", insns}};
  report.benchmarks = {benchmark};
  return report;
}

std::string page_of(std::vector<Report> reports, const std::string& title = "title") {
  HistoryBuilder builder;
  for (Report& report : reports) builder.add(std::move(report));
  const History history = std::move(builder).finish();
  return dashboard_html(history, history_changes(history, Policy()), {}, title);
}

json block(const std::string& page, const std::string& id) {
  const std::string start = fmt::format("<script type=\"application/json\" id=\"{}\">", id);
  const std::size_t from = page.find(start);
  if (from == std::string::npos) return nullptr;
  const std::size_t begin = from + start.size();
  return json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

TEST(Dashboard, HoldsRunsRowsAndSeries) {
  const std::string page = page_of({run_number(1, 2), run_number(2, 2.5), run_number(3, 2)});
  const json data = block(page, "data");
  EXPECT_EQ(data.at("title"), "title");
  EXPECT_EQ(data.at("runs").size(), 3U);
  EXPECT_EQ(data.at("runs")[1][0], "2026-01-02T00:00:00Z");
  EXPECT_EQ(data.at("latest").at(0).at("started_at"), "2026-01-03T00:00:00Z");
  EXPECT_EQ(data.at("latest").at(0).at("rows").at(0).at("metrics").at("ns_per_packet").at("low"),
            1.75);
  // Gross has no trend of its own.
  ASSERT_EQ(data.at("series").size(), 2U);
  const json points = block(page, fmt::format("s{}", data.at("series")[0].at("id").get<int>()));
  EXPECT_EQ(points.at("r"), (json{0, 1, 1}));
  EXPECT_EQ(points.at("v"), (json{2, 2.5, 2}));
  EXPECT_EQ(points.at("b"), (json{0.25, 0.25, 0.25}));
  EXPECT_FALSE(points.contains("a"));
}

TEST(Dashboard, ExactSeriesHoldTheirChanges) {
  const std::string page =
      page_of({run_number(1, 2), run_number(2, 2), run_number(3, 2), run_number(4, 2)});
  const json data = block(page, "data");
  const json& exact = data.at("series")[1];
  EXPECT_EQ(exact.at("metric"), "xlated_insns");
  const json points = block(page, fmt::format("s{}", exact.at("id").get<int>()));
  EXPECT_EQ(points.at("v"), (json{38, 40, 40}));
  EXPECT_EQ(points.at("r"), (json{0, 2, 1}));
  ASSERT_EQ(data.at("changes").size(), 1U);
  EXPECT_EQ(data.at("changes")[0].at("run"), 2);
}

TEST(Dashboard, NoTextOfAResultIsMarkup) {
  const std::string page = page_of({run_number(1, 2), run_number(2, 2)}, kOdd);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert(1)")));
  EXPECT_THAT(page, Not(HasSubstr("</script><!--")));
  const json data = block(page, "data");
  EXPECT_EQ(data.at("latest").at(0).at("rows").at(0).at("packet"), kOdd);
  EXPECT_EQ(data.at("runs")[0][5][3], kOdd);
}

TEST(Dashboard, HoldsAProfileAloneAsText) {
  AnnotatedProfile profile;
  profile.program = kOdd;
  profile.frames = 4;
  profile.packets = {{.packet = "p", .exact = true, .insns = 2.5}};
  profile.lines.resize(1);
  profile.lines[0].figure.text = fmt::format("\tx\x1b{}", kOdd);
  profile.lines[0].figure.instructions = 8;
  const std::string page = dashboard_html({}, {}, {profile}, kOdd);
  EXPECT_THAT(page, Not(HasSubstr("<script>alert(1)")));
  const json shown = block(page, "data").at("profiles").at(0);
  EXPECT_EQ(shown.at("program"), kOdd);
  EXPECT_EQ(shown.at("lines").at(0).at("text"), fmt::format("    x\uFFFD{}", kOdd));
  EXPECT_EQ(shown.at("lines").at(0).at("insns"), 2);
  EXPECT_EQ(shown.at("lines").at(0).at("covered"), false);
}

TEST(Dashboard, NamesNothingThatABrowserWouldFetch) {
  const std::string page = page_of({run_number(1, 2)});
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* text : {"<script src", "<img", "<link", "@import", "url(", "sourceMappingURL"}) {
    EXPECT_EQ(page.find(text), std::string::npos) << text;
  }
}

}  // namespace
}  // namespace bpfmark

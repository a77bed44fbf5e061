// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/file/report_json.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>

#include "harness/base/file.h"
#include "harness/result/file/history_form.h"
#include "harness/result/sample_report_test.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

Report round_trip(const Report& report) {
  Result<Report> read = report_from_json(report_to_json(report), "test");
  EXPECT_TRUE(read.has_value()) << read.error().message;
  return read ? *read : Report{};
}

nlohmann::json parsed(const Report& report) {
  return nlohmann::json::parse(report_to_json(report));
}

// results/CMakeLists.txt names a folder, where the JSON Schema test finds the two files.
TEST(ReportFile, TheSamplesAreWrittenAndReadBack) {
  const char* given = std::getenv("BPFMARK_SAMPLE_REPORTS");
  std::string own = ::testing::TempDir() + "sample-reports-XXXXXX";
  const std::filesystem::path folder = given != nullptr ? given : ::mkdtemp(own.data());
  std::filesystem::create_directories(folder);
  const std::pair<const char*, Report> kSamples[] = {{"full.json", full_report()},
                                                     {"unknown.json", unknown_report()}};
  for (const auto& [name, report] : kSamples) {
    ASSERT_TRUE(write_file(folder / name, report_to_json(report)));
    const Result<Report> read = read_report(folder / name);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(report_to_json(*read), report_to_json(report)) << name;
    const auto small = report_to_history(report);
    ASSERT_TRUE(small) << small.error().message;
    const std::string stem = std::filesystem::path(name).stem();
    ASSERT_TRUE(write_file(folder / (stem + "-history.json"), *small));
  }
  if (given == nullptr) std::filesystem::remove_all(folder);
}

TEST(ReportJson, HasTheKeysOfTheContract) {
  const nlohmann::json file = parsed(full_report());
  EXPECT_EQ(file["schema_version"], 1);
  EXPECT_EQ(file["tool"], (nlohmann::json{{"name", "bpfmark"}, {"version", "0.1.0"}}));
  EXPECT_EQ(file["run"]["seed"], 18446744073709551615U);
  EXPECT_EQ(file["run"]["git"]["dirty"], true);
  EXPECT_EQ(file["environment"]["contended_share"], 0.12);
  const nlohmann::json& benchmark = file["benchmarks"][0];
  EXPECT_EQ(benchmark["kind"], "program");
  EXPECT_EQ(benchmark["slots"], 32);
  EXPECT_EQ(benchmark["driver"], "inner loop");
  EXPECT_EQ(benchmark["program"]["tag"], "0123456789abcdef");
  EXPECT_EQ(benchmark["metrics"]["ns_per_packet_net"]["value"], 1.9);
  EXPECT_EQ(benchmark["metrics"]["ns_per_packet_net"]["ci_high"], 1.9 + 0.11);
  EXPECT_EQ(benchmark["metrics"]["xlated_insns"]["exact"], true);
  EXPECT_EQ(file["comparisons"][0]["new"], "v2");
  EXPECT_FALSE(file["comparisons"][0].contains("new_version"));
}

TEST(ReportJson, BeginsWithTheSchemaVersionAndEndsWithANewline) {
  const std::string text = report_to_json(full_report());
  EXPECT_THAT(text,
              ::testing::StartsWith("{\n  \"schema_version\": 1,\n  \"tool\": {\n    \"name\""));
  EXPECT_TRUE(text.ends_with("]\n}\n"));
  EXPECT_THAT(text, HasSubstr("\"value\": 52,\n"));
}

TEST(ReportJson, EveryFieldComesBack) {
  const Report report = round_trip(full_report());
  EXPECT_EQ(report.tool_version, "0.1.0");
  EXPECT_EQ(report.run.seed, 18446744073709551615U);
  EXPECT_EQ(report.run.timed_share, 0.83);
  EXPECT_EQ(report.run.git->branch, "main");
  EXPECT_EQ(report.environment.canary_contended_ns, 40.25);
  EXPECT_EQ(report.environment.jit, true);
  ASSERT_EQ(report.benchmarks.size(), 2U);
  const Benchmark& benchmark = report.benchmarks[0];
  EXPECT_EQ(benchmark.program->sha256, std::string(64, 'a'));
  EXPECT_EQ(benchmark.stopped, StopReason::precise);
  EXPECT_EQ(benchmark.verdicts, full_program_benchmark().verdicts);
  EXPECT_EQ(benchmark.warnings.size(), 1U);
  EXPECT_EQ(benchmark.notes, full_program_benchmark().notes);
  ASSERT_TRUE(benchmark.map_operations);
  ASSERT_EQ(benchmark.map_operations->size(), 1U);
  EXPECT_EQ(benchmark.map_operations->front().map_type, "lru_hash");
  EXPECT_EQ(benchmark.map_operations->front().max_entries, 4096U);
  EXPECT_EQ(benchmark.map_operations->front().calls_per_packet, 1.5);
  EXPECT_EQ(benchmark.metrics.at("ns_per_packet_net_contended").value, -0.25);
  EXPECT_EQ(benchmark.metrics.at("ns_per_packet").rounds, 4000U);
  EXPECT_EQ(benchmark.metrics.at("ns_per_packet").placements.size(), 2U);
  EXPECT_EQ(report.benchmarks[1].kind, BenchmarkKind::map_op);
  ASSERT_EQ(report.comparisons.size(), 1U);
  EXPECT_EQ(report.comparisons[0].new_version, "v2");
  EXPECT_EQ(report.comparisons[0].base_verdicts, full_report().comparisons[0].base_verdicts);
  EXPECT_EQ(report.comparisons[0].new_verdicts, full_report().comparisons[0].new_verdicts);
  EXPECT_EQ(report.comparisons[0].p_value, 1e-9);
  EXPECT_EQ(report.map_steps.at(0).to, "lpm_trie/lookup");
  EXPECT_EQ(report.map_steps[0].ci_high_ns, 65.5);
  EXPECT_EQ(report.map_steps[0].threshold_ns, 2.25);
  EXPECT_EQ(report.map_steps[0].verdict, StepVerdict::real);
}

TEST(ReportJson, UnknownIsNullAndComesBackUnknown) {
  const nlohmann::json file = parsed(unknown_report());
  EXPECT_TRUE(file["run"]["git"].is_null());
  EXPECT_TRUE(file["run"]["suite"].is_null());
  EXPECT_TRUE(file["environment"]["jit"].is_null());
  EXPECT_TRUE(file["benchmarks"][1]["packet"].is_null());
  EXPECT_TRUE(file["benchmarks"][0]["program"].is_null());
  EXPECT_TRUE(file["benchmarks"][0]["metrics"]["ns_per_packet"]["value"].is_null());
  const Report report = round_trip(unknown_report());
  EXPECT_EQ(report.benchmarks[1].packet, "");
  EXPECT_TRUE(file["benchmarks"][0]["map_operations"].is_null());
  EXPECT_FALSE(report.benchmarks[0].map_operations);
  EXPECT_FALSE(report.benchmarks[0].metrics.at("ns_per_packet").value.has_value());
  EXPECT_FALSE(report.comparisons[0].ratio.has_value());
}

TEST(ReportJson, AnEmptyReportComesBack) {
  Report report;
  report.run.started_at = "2026-01-02T03:04:05Z";
  EXPECT_EQ(report_to_json(round_trip(report)), report_to_json(report));
}

TEST(ReportJson, WhatIsNotFiniteIsNull) {
  Report report = full_report();
  Metric& metric = report.benchmarks[0].metrics.at("ns_per_packet_net");
  metric.value = std::nan("");
  metric.ci_low = -std::numeric_limits<double>::infinity();
  metric.ci_high = std::numeric_limits<double>::infinity();
  metric.placements = {1.0, std::nan(""), 2.0};
  report.benchmarks[0].metrics.at("xlated_insns").value = std::nan("");
  report.comparisons[0].ratio = std::numeric_limits<double>::infinity();
  const nlohmann::json file = parsed(report);
  const nlohmann::json& written = file["benchmarks"][0]["metrics"]["ns_per_packet_net"];
  EXPECT_TRUE(written["value"].is_null());
  EXPECT_TRUE(written["ci_low"].is_null());
  EXPECT_TRUE(written["ci_high"].is_null());
  EXPECT_EQ(written["placements"], (nlohmann::json{1.0, 2.0}));
  EXPECT_TRUE(file["benchmarks"][0]["metrics"]["xlated_insns"]["value"].is_null());
  EXPECT_TRUE(file["comparisons"][0]["ratio"].is_null());
}

TEST(ReportJson, DoublesComeBackBitForBit) {
  std::vector<double> values = {0.1, 1.0 / 3, 5e-324, -0.0, 1.7976931348623157e308, 1e22, 2, 1e16};
  std::mt19937_64 random(1);
  while (values.size() < 20'000) {
    const double value = std::bit_cast<double>(random());
    if (std::isfinite(value)) values.push_back(value);
  }
  Report report = full_report();
  Metric all;
  all.unit = "ns";
  all.placements = values;
  report.benchmarks[0].metrics = {{"ns_per_packet_net", all}};
  for (const bool exact : {false, true}) {
    for (std::size_t i = 0; i < 500; ++i) {
      Metric metric;
      metric.value = values[i];
      metric.exact = exact;
      report.benchmarks[0].metrics[fmt::format("m{}_{}", i, exact)] = metric;
    }
  }
  const Report read = round_trip(report);
  ASSERT_FALSE(read.benchmarks.empty());
  const auto& metrics = read.benchmarks[0].metrics;
  ASSERT_EQ(metrics.size(), report.benchmarks[0].metrics.size());
  for (const auto& [name, metric] : report.benchmarks[0].metrics) {
    if (!metric.value) continue;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*metrics.at(name).value),
              std::bit_cast<std::uint64_t>(*metric.value));
  }
  const std::vector<double>& placements = metrics.at("ns_per_packet_net").placements;
  ASSERT_EQ(placements.size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    EXPECT_EQ(std::bit_cast<std::uint64_t>(placements[i]), std::bit_cast<std::uint64_t>(values[i]));
  }
}

TEST(ReportJson, OddTextComesBackAndBadUtf8IsReplaced) {
  Report report = full_report();
  report.benchmarks[0].packet = "a\"b\\c\n\x01 \u00b1 \U0001f41d";
  EXPECT_EQ(round_trip(report).benchmarks[0].packet, report.benchmarks[0].packet);
  report.benchmarks[0].packet = "bad \xff byte";
  EXPECT_EQ(round_trip(report).benchmarks[0].packet, "bad \ufffd byte");
}

}  // namespace
}  // namespace bpfmark

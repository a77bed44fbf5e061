// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/file/history_form.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/result/file/report_json.h"
#include "harness/result/sample_report_test.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

std::string history_text(const Report& report) {
  const auto text = report_to_history(report);
  EXPECT_TRUE(text) << text.error().message;
  return text.value_or("");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(HistoryForm, KeepsValuesIntervalsAndWhatWasMeasured) {
  const Report report = full_report();
  const auto read = report_from_json(history_text(report), "h.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->run.id, report.run.id);
  EXPECT_EQ(read->run.git->subject, "Cheaper parsing");
  EXPECT_EQ(read->environment.fingerprint, report.environment.fingerprint);
  ASSERT_EQ(read->benchmarks.size(), report.benchmarks.size());
  for (std::size_t i = 0; i < report.benchmarks.size(); ++i) {
    const Benchmark& a = report.benchmarks[i];
    const Benchmark& b = read->benchmarks[i];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.kind, b.kind);
    EXPECT_EQ(a.packet, b.packet);
    EXPECT_EQ(a.program->tag, b.program->tag);
    ASSERT_EQ(a.metrics.size(), b.metrics.size());
    for (const auto& [name, metric] : a.metrics) {
      const Metric& other = b.metrics.at(name);
      EXPECT_EQ(metric.unit, other.unit);
      EXPECT_EQ(metric.exact, other.exact);
      EXPECT_NEAR(*metric.value, *other.value, 1e-4) << name;
      EXPECT_EQ(metric.confidence, other.confidence) << name;
      EXPECT_EQ(metric.placements.size(), other.omitted_placements) << name;
      EXPECT_TRUE(other.placements.empty());
    }
  }
}

TEST(HistoryForm, WrittenAgainItIsTheSameText) {
  for (const Report& report : {full_report(), unknown_report()}) {
    const std::string once = history_text(report);
    const auto read = report_from_json(once, "h.json");
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(history_text(*read), once);
  }
}

TEST(HistoryForm, IsFarSmallerAndNamesNoFolder) {
  Report report = full_report();
  report.benchmarks[0].program->object = "/home/me/secret/v2.bpf.o";
  for (auto& [name, metric] : report.benchmarks[0].metrics) {
    if (!metric.exact) metric.placements.assign(60, 1.0 / 3);
  }
  const std::string text = history_text(report);
  EXPECT_LT(text.size() * 5, report_to_json(report).size());
  EXPECT_EQ(text.find("secret"), std::string::npos);
  EXPECT_THAT(text, HasSubstr("\"v2.bpf.o\""));
}

TEST(HistoryForm, UnknownStaysUnknownAndAnOddConfidenceItsOwn) {
  Report report = full_report();
  report.benchmarks[0].metrics.at("ns_per_packet").value.reset();
  report.benchmarks[0].metrics.at("ns_per_packet").ci_low.reset();
  report.benchmarks[0].metrics.at("ns_per_packet").ci_high.reset();
  Benchmark other = report.benchmarks[0];
  other.name = "other";
  other.metrics.at("ns_per_packet_net").confidence = 0.95;
  report.benchmarks.push_back(other);
  const auto read = report_from_json(history_text(report), "h.json");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_FALSE(read->benchmarks[0].metrics.at("ns_per_packet").value);
  EXPECT_EQ(read->benchmarks[0].metrics.at("ns_per_packet_net").confidence, 0.99);
  EXPECT_EQ(read->benchmarks[2].metrics.at("ns_per_packet_net").confidence, 0.95);
}

TEST(HistoryForm, AMetricHasOneUnit) {
  Report report = full_report();
  report.benchmarks.push_back(report.benchmarks[0]);
  report.benchmarks[2].name = "other";
  report.benchmarks[2].metrics.at("ns_per_packet").unit = "us";
  const auto text = report_to_history(report);
  ASSERT_FALSE(text);
  EXPECT_THAT(text.error().message, HasSubstr("other: the metric ns_per_packet is in us here"));
}

TEST(HistoryForm, MistakesAreNamedByTheirPath) {
  const std::string good = history_text(full_report());
  const struct {
    std::string text;
    const char* message;
  } cases[] = {
      {replaced(good, "\"form\": \"history\"", "\"form\": \"other\""),
       "h.json: $.form is the string \"other\", expected one of history"},
      {replaced(good, "[45.8,45.6,46,2]", "[45.8,45.6]"),
       "$.benchmarks[0].values.ns_per_packet is not [], [value] or"},
      {replaced(good, "[45.8,45.6,46,2]", "[47.8,45.6,46,2]"), "$.benchmarks[0].values"},
      {replaced(good, "[45.8,45.6,46,2]", "[-45.8,-46,-45,2]"), "cannot be negative"},
      {replaced(good, "\"program\":0", "\"program\":7"),
       "$.benchmarks[0].program is 7, but there are 1"},
      {replaced(good, "\"unit\":\"ns\"", "\"unit\":1"), "$.metrics.ns_per_op.unit is 1"},
  };
  for (const auto& each : cases) {
    const auto read = report_from_json(each.text, "h.json");
    ASSERT_FALSE(read) << each.message;
    EXPECT_THAT(read.error().message, HasSubstr(each.message));
  }
}

}  // namespace
}  // namespace bpfmark

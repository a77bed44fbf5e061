// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/gate_report.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace bpfmark {
namespace {

using Json = nlohmann::json;

Comparison row(Verdict verdict, bool counts = true) {
  Comparison made;
  made.name = "s/udp64";
  made.metric = "ns_per_packet_net";
  made.unit = "ns";
  made.verdict = verdict;
  made.counts = counts;
  return made;
}

GateReport report_of(std::vector<Comparison> rows) {
  GateReport report;
  report.base = "old.bpf.o";
  report.new_version = "new.bpf.o";
  report.comparisons = std::move(rows);
  return report;
}

TEST(OverallVerdict, IsTheWorstOfTheRowsThatCount) {
  const struct {
    std::vector<Comparison> rows;
    Verdict verdict;
  } table[] = {
      {{row(Verdict::unchanged), row(Verdict::unchanged)}, Verdict::unchanged},
      {{row(Verdict::unchanged), row(Verdict::improved)}, Verdict::improved},
      {{row(Verdict::improved), row(Verdict::inconclusive)}, Verdict::inconclusive},
      {{row(Verdict::inconclusive), row(Verdict::regressed), row(Verdict::improved)},
       Verdict::regressed},
      {{row(Verdict::unchanged), row(Verdict::regressed, false)}, Verdict::unchanged},
      {{row(Verdict::unchanged), row(Verdict::inconclusive, false)}, Verdict::unchanged},
  };
  for (const auto& each : table) {
    EXPECT_EQ(overall_verdict(report_of(each.rows)), each.verdict)
        << verdict_text(each.rows[1].verdict);
  }
}

TEST(OverallVerdict, OfNothingIsNoPass) {
  EXPECT_EQ(overall_verdict(report_of({})), Verdict::inconclusive);
  EXPECT_EQ(overall_verdict(report_of({row(Verdict::unchanged, false)})), Verdict::inconclusive);
}

TEST(OverallVerdict, OtherBehaviourIsARegressionWhereTheSameIsExpected) {
  GateReport report = report_of({row(Verdict::improved)});
  report.behaviour.push_back({"s/udp64", "verdict XDP_PASS became XDP_DROP", 1, 0, {1}});
  EXPECT_EQ(overall_verdict(report), Verdict::improved);
  report.same_behaviour_expected = true;
  EXPECT_EQ(overall_verdict(report), Verdict::regressed);
  report.behaviour.clear();
  EXPECT_EQ(overall_verdict(report), Verdict::improved);
}

TEST(GateJson, HoldsTheWholeReport) {
  Comparison regressed = row(Verdict::regressed);
  regressed.base_value = 4;
  regressed.new_value = 6;
  regressed.difference = 2;
  regressed.ci_low = 1.5;
  regressed.ci_high = 2.5;
  regressed.p_value = 1e-9;
  regressed.threshold = 0.5;
  regressed.note = "why";
  GateReport report = report_of({regressed, row(Verdict::unchanged, false)});
  report.behaviour.push_back({"s/udp64", "the output packet differs", 3, 1, {0x00, 0xff, 0x0a}});
  report.notes = {"one note"};
  report.duration_s = 1.25;
  report.contended_share = 0.25;
  const std::string text = gate_to_json(report);
  EXPECT_EQ(text.back(), '\n');
  EXPECT_EQ(text.find("{\n  \"verdict\": \"regressed\""), 0U) << "first, for whoever reads it";
  const Json json = Json::parse(text);
  EXPECT_EQ(json["base"], "old.bpf.o");
  EXPECT_EQ(json["new"], "new.bpf.o");
  EXPECT_EQ(json["duration_s"], 1.25);
  EXPECT_EQ(json["contended_share"], 0.25);
  EXPECT_TRUE(json["canary_ns"].is_null());
  EXPECT_EQ(json["same_behaviour_expected"], false);
  EXPECT_EQ(json["notes"], Json::array({"one note"}));
  ASSERT_EQ(json["comparisons"].size(), 2U);
  const Json& first = json["comparisons"][0];
  EXPECT_EQ(first["name"], "s/udp64");
  EXPECT_EQ(first["metric"], "ns_per_packet_net");
  EXPECT_EQ(first["difference"], 2);
  EXPECT_EQ(first["ci_low"], 1.5);
  EXPECT_EQ(first["ci_high"], 2.5);
  EXPECT_EQ(first["p_value"], 1e-9);
  EXPECT_EQ(first["threshold"], 0.5);
  EXPECT_EQ(first["counts"], true);
  EXPECT_EQ(first["verdict"], "regressed");
  EXPECT_EQ(first["note"], "why");
  EXPECT_EQ(json["comparisons"][1]["counts"], false);
  ASSERT_EQ(json["behaviour"].size(), 1U);
  EXPECT_EQ(json["behaviour"][0], (Json{{"name", "s/udp64"},
                                        {"what", "the output packet differs"},
                                        {"frames", 3},
                                        {"first_frame", 1},
                                        {"packet", "00ff0a"}}));
}

TEST(GateJson, UnknownIsNullAndListsAreNeverLeftOut) {
  Comparison strange = row(Verdict::inconclusive);
  strange.difference = std::numeric_limits<double>::quiet_NaN();
  strange.ci_high = std::numeric_limits<double>::infinity();
  const Json json = Json::parse(gate_to_json(report_of({strange})));
  EXPECT_TRUE(json["comparisons"][0]["difference"].is_null());
  EXPECT_TRUE(json["comparisons"][0]["ci_high"].is_null());
  EXPECT_TRUE(json["comparisons"][0]["p_value"].is_null());
  EXPECT_EQ(json["behaviour"], Json::array());
  EXPECT_EQ(json["notes"], Json::array());
}

TEST(GateJson, TextOfAnyBytesStaysJson) {
  GateReport report = report_of({row(Verdict::unchanged)});
  report.comparisons[0].name = "\xff\"\n\x1b[2J";
  report.notes = {std::string("\0\x80", 2)};
  const Json json = Json::parse(gate_to_json(report));
  EXPECT_EQ(json["comparisons"][0]["name"], "\ufffd\"\n\x1b[2J");
}

}  // namespace
}  // namespace bpfmark

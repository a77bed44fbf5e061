// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/objects/object_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/campaign/fake_programs_test.h"

namespace bpfmark {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Making = FakePrograms::Making;

// "a ns_per_packet_net unchanged"
std::vector<std::string> rows_of(const ComparisonOutcome& outcome) {
  std::vector<std::string> rows;
  for (const Comparison& row : outcome.report.comparisons) {
    rows.push_back(row.name + " " + row.metric + " " + verdict_text(row.verdict));
  }
  return rows;
}

Metric exact(double value) {
  Metric metric;
  metric.value = value;
  metric.unit = "1";
  metric.exact = true;
  return metric;
}

class ObjectComparisonTest : public ::testing::Test {
 protected:
  ObjectComparisonTest() {
    workload_.name = "adhoc";
    machine_.arms = {{"base", {.cost_ns = 50}}, {"new", {.cost_ns = 50}}};
    options_.budget_s = 6;
    options_.quiet = true;
    options_.seed = 1;
  }

  Result<ComparisonOutcome> compare() {
    return compare_objects(pairs_, workload_, policy_, options_, machine_.bench());
  }

  FakePrograms machine_;
  ProgramPairs pairs_{{{"", {"base", ""}, {"new", ""}, false}}, {}, {}};
  Suite workload_ = suite_of({}, {"a", "b", "c"});
  Policy policy_;
  ComparisonOptions options_;
};

TEST_F(ObjectComparisonTest, HasARowForEveryPacket) {
  machine_.arms["new"].cost_ns = 70;
  const auto outcome = compare();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_THAT(rows_of(*outcome),
              ElementsAre("a ns_per_packet_net regressed", "b ns_per_packet_net regressed",
                          "c ns_per_packet_net regressed"));
  EXPECT_EQ(overall_verdict(outcome->report), Verdict::regressed);
  const Comparison& row = outcome->report.comparisons[0];
  EXPECT_NEAR(row.difference.value_or(0), 20, 1);
  EXPECT_NEAR(row.ratio.value_or(0), 50.0 / 30, 0.05);
}

TEST_F(ObjectComparisonTest, OneRowThatFailsLeavesTheOthers) {
  machine_.making = [](const Making& made) -> Result<void> {
    if (made.packet == "b") return cannot_measure("the verifier says no");
    return {};
  };
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->failures.size(), 1U);
  EXPECT_EQ(outcome->failures[0].message, "b: the verifier says no");
  EXPECT_THAT(rows_of(*outcome),
              ElementsAre("a ns_per_packet_net unchanged", "b ns_per_packet_net inconclusive",
                          "c ns_per_packet_net unchanged"));
}

TEST_F(ObjectComparisonTest, KeepsTheBudgetAndSharesItAmongTheRows) {
  machine_.placement_deviation_ns = 20;  // nothing becomes certain
  const double start_s = machine_.now_s();
  ASSERT_TRUE(compare());
  EXPECT_NEAR(machine_.now_s() - start_s, 6, 0.6);
  for (const auto& [packet, spent_s] : machine_.spent_s) EXPECT_NEAR(spent_s, 2, 0.2) << packet;
}

TEST_F(ObjectComparisonTest, WhatOneRowDoesNotNeedTheOthersGet) {
  machine_.placement_deviation_ns = 20;
  machine_.making = [](const Making& made) {
    if (made.packet == "a") made.runner.placement_deviation_ns = 0.01;
    return Result<void>();
  };
  const double start_s = machine_.now_s();
  ASSERT_TRUE(compare());
  EXPECT_NEAR(machine_.now_s() - start_s, 6, 0.6);
  EXPECT_GT(machine_.spent_s["b"], 2.5);
  EXPECT_NEAR(machine_.spent_s["b"], machine_.spent_s["c"], 0.3);
}

TEST_F(ObjectComparisonTest, WithoutABudgetItIsSoMuchARow) {
  machine_.placement_deviation_ns = 20;
  options_.budget_s.reset();
  const double start_s = machine_.now_s();
  ASSERT_TRUE(compare());
  EXPECT_NEAR(machine_.now_s() - start_s, 3 * kCompareBudgetPerRowS, 1);
}

TEST_F(ObjectComparisonTest, TheSameInstructionsAreWatchedAndNotTimed) {
  pairs_.pairs[0].same = true;
  const double start_s = machine_.now_s();
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  EXPECT_THAT(rows_of(*outcome),
              ElementsAre("a ns_per_packet_net unchanged", "b ns_per_packet_net unchanged",
                          "c ns_per_packet_net unchanged"));
  EXPECT_EQ(outcome->report.comparisons[0].note, "the same instructions");
  EXPECT_EQ(machine_.now_s(), start_s);
  options_.always_time = true;
  ASSERT_TRUE(compare());
  EXPECT_GT(machine_.now_s(), start_s);
}

TEST_F(ObjectComparisonTest, ADifferenceOfBehaviourIsOfItsPacket) {
  machine_.observe = [](const ProgramRef& program, const PacketSpec& packet, Chance) {
    FakeArm arm;
    if (program.object == "new" && packet.packet.name == "b") {
      arm.verdict = [](std::size_t) { return 1U; };
    }
    return FakePrograms::seen_of(arm, packet);
  };
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->report.behaviour.size(), 1U);
  EXPECT_EQ(outcome->report.behaviour[0].name, "b");
}

TEST_F(ObjectComparisonTest, SweepsAreWatchedAndNotTimed) {
  workload_.sweeps = {Packet{"ports", {Bytes(64), Bytes(64)}}};
  machine_.arms["new"].verdict = [](std::size_t) { return 1U; };
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->report.behaviour.back().name, "ports");
  EXPECT_EQ(machine_.spent_s["ports"], 0);
}

TEST_F(ObjectComparisonTest, CountsStandBesideTheTimeWhichDecides) {
  machine_.arms["new"].cost_ns = 40;
  machine_.count = [](const ProgramRef& program, const PacketSpec&) {
    CountedPacket counted;
    counted.metrics["insns_per_packet"] = exact(program.object == "base" ? 100 : 200);
    counted.warnings = {"a warning"};
    return counted;
  };
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->report.comparisons.size(), 6U);
  const Comparison& counts = outcome->report.comparisons[1];
  EXPECT_EQ(counts.metric, "insns_per_packet");
  EXPECT_EQ(counts.verdict, Verdict::regressed);
  EXPECT_FALSE(counts.counts) << "it became faster by it";
  EXPECT_EQ(overall_verdict(outcome->report), Verdict::improved);
  EXPECT_EQ(outcome->report.notes[0], "a of base: a warning");
  EXPECT_EQ(outcome->report.notes[1], "a of new: a warning");
}

TEST_F(ObjectComparisonTest, CountsOfTwoCompilersDoNotCount) {
  machine_.inspected["base"].compiler = "clang 14";
  machine_.inspected["new"].compiler = "clang 18";
  machine_.count = [](const ProgramRef& program, const PacketSpec&) {
    CountedPacket counted;
    counted.metrics["insns_per_packet"] = exact(program.object == "base" ? 100 : 200);
    return counted;
  };
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  const Comparison& counts = outcome->report.comparisons[1];
  EXPECT_FALSE(counts.counts);
  EXPECT_THAT(counts.note, HasSubstr("clang 14"));
}

TEST_F(ObjectComparisonTest, WhatIsExactOfTheProgramsHasARow) {
  machine_.inspected["base"].exact["xlated_insns"] = exact(10);
  machine_.inspected["new"].exact["xlated_insns"] = exact(10);
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(rows_of(*outcome).back(), "program xlated_insns unchanged");
}

TEST_F(ObjectComparisonTest, AProgramThatDoesNotLoadEndsItBeforeAnythingIsTimed) {
  machine_.arms.erase("new");
  const auto outcome = compare();
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message, HasSubstr("new"));
  EXPECT_THAT(machine_.made, IsEmpty());
}

TEST_F(ObjectComparisonTest, ARuleThatNamesNoRowIsFoundBeforeAnythingIsTimed) {
  PolicyRule rule{"*", Pattern::compile("^d$").value(), {}, {}, false};
  rule.place = "policy.json: $.rules[0].name";
  rule.pattern = "^d$";
  policy_.add(std::move(rule));
  const auto outcome = compare();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(outcome.error().message, HasSubstr("policy.json: $.rules[0].name"));
  EXPECT_THAT(machine_.inspections, IsEmpty());
}

TEST_F(ObjectComparisonTest, InterruptedBeforeItBeginsItHasNothing) {
  machine_.interrupt();
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->signal, SIGTERM);
  EXPECT_THAT(rows_of(*outcome), Each(HasSubstr("inconclusive")));
  EXPECT_THAT(machine_.made, IsEmpty());
}

TEST_F(ObjectComparisonTest, InterruptedDuringARowItHasThoseBefore) {
  machine_.timing = [this](std::size_t) {
    if (machine_.spent_s["b"] > 0.01) machine_.interrupt();
    return Result<void>();
  };
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->signal, SIGTERM);
  EXPECT_THAT(rows_of(*outcome),
              ElementsAre("a ns_per_packet_net unchanged", "b ns_per_packet_net inconclusive",
                          "c ns_per_packet_net inconclusive"));
  EXPECT_EQ(overall_verdict(outcome->report), Verdict::inconclusive);
  EXPECT_THAT(outcome->report.comparisons.back().note, HasSubstr("interrupted"));
  EXPECT_THAT(outcome->failures, IsEmpty()) << "an interruption is no failure";
}

TEST_F(ObjectComparisonTest, InterruptedBetweenRowsItHasThoseBefore) {
  machine_.count = [this](const ProgramRef&, const PacketSpec& packet) {
    if (packet.packet.name == "b") machine_.interrupt();
    return CountedPacket{};
  };
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  EXPECT_THAT(rows_of(*outcome),
              ElementsAre("a ns_per_packet_net unchanged", "b ns_per_packet_net unchanged",
                          "c ns_per_packet_net inconclusive"));
  EXPECT_EQ(machine_.spent_s.count("c"), 0U);
}

TEST_F(ObjectComparisonTest, InterruptedInAConfirmationTheRowIsNone) {
  machine_.arms["new"].cost_ns = 60;
  machine_.making = [this](const Making& made) {
    if (made.of_packet == 2) machine_.interrupt();
    return Result<void>();
  };
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->signal, SIGTERM);
  EXPECT_THAT(rows_of(*outcome), Each(HasSubstr("inconclusive")));
}

TEST_F(ObjectComparisonTest, RowsOfSeveralProgramsHaveTheirNames) {
  pairs_.pairs = {{"in", {"base", "in"}, {"new", "in"}, true},
                  {"out", {"base", "out"}, {"new", "out"}, true}};
  workload_ = suite_of({}, {"a"});
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  EXPECT_THAT(rows_of(*outcome), ElementsAre("s/in/a ns_per_packet_net unchanged",
                                             "s/out/a ns_per_packet_net unchanged"));
}

TEST_F(ObjectComparisonTest, AProgramOfBaseThatNewHasNotIsNamedUnlessAllowed) {
  workload_ = suite_of({}, {"a"});
  pairs_.pairs[0].same = true;
  pairs_.base_only = {"gone"};
  pairs_.new_only = {"added"};
  const auto outcome = compare();
  ASSERT_TRUE(outcome);
  EXPECT_THAT(rows_of(*outcome), ElementsAre("s/a ns_per_packet_net unchanged",
                                             "gone ns_per_packet_net inconclusive"));
  EXPECT_THAT(outcome->report.comparisons[1].note, HasSubstr("--allow-missing"));
  EXPECT_EQ(overall_verdict(outcome->report), Verdict::inconclusive);
  options_.allow_missing = true;
  const auto allowed = compare();
  ASSERT_TRUE(allowed);
  EXPECT_EQ(overall_verdict(allowed->report), Verdict::unchanged);
  EXPECT_THAT(allowed->report.notes,
              ElementsAre("program gone is in base alone", "program added is in new alone"));
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/suite/suite_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/base/temporary_folder_test.h"
#include "harness/campaign/fake_programs_test.h"
#include "harness/result/file/report_json.h"

namespace bpfmark {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Making = FakePrograms::Making;

std::vector<std::string> names_of(const Report& report) {
  std::vector<std::string> names;
  for (const Benchmark& benchmark : report.benchmarks) names.push_back(benchmark.name);
  return names;
}

class SuiteRunTest : public ::testing::Test {
 protected:
  SuiteRunTest() {
    machine_.arms = {{"v1", {.cost_ns = 50}}, {"v2", {.cost_ns = 60}}};
    options_.budget_s = 3;
    options_.quiet = true;
    options_.seed = 1;
  }

  Result<RunOutcome> run() { return run_suite(suite_, options_, machine_.bench()); }

  // With the file that is written.
  Result<RunOutcome> run_to_file() {
    options_.output = file_;
    return run();
  }

  std::vector<std::string> names_in_file() const {
    const auto report = read_report(file_);
    return report ? names_of(*report) : std::vector<std::string>{report.error().message};
  }

  FakePrograms machine_;
  Suite suite_ = suite_of({"v1", "v2"}, {"a", "b", "c"});
  RunOptions options_;
  TemporaryFolder folder_;
  const std::filesystem::path file_ = folder_.path() / "result.json";
};

TEST_F(SuiteRunTest, MeasuresEveryCaseAndEveryStepOfTheHistory) {
  const auto outcome = run();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_THAT(names_of(outcome->report),
              ElementsAre("s/v1/a", "s/v2/a", "s/v1/b", "s/v2/b", "s/v1/c", "s/v2/c"));
  for (const Benchmark& benchmark : outcome->report.benchmarks) {
    const Metric& net = benchmark.metrics.at("ns_per_packet_net");
    ASSERT_TRUE(net.value) << benchmark.name;
    EXPECT_NEAR(*net.value, benchmark.version == "v1" ? 30 : 40, 1) << benchmark.name;
  }
  EXPECT_EQ(outcome->report.comparisons.size(), 3U);
  EXPECT_THAT(outcome->failures, IsEmpty());
  EXPECT_EQ(outcome->signal, std::nullopt);
}

TEST_F(SuiteRunTest, ComesBackToEveryPacketOverTheWholeOfTheRun) {
  machine_.placement_deviation_ns = 5;  // never precise
  ASSERT_TRUE(run());
  ASSERT_GT(machine_.made.size(), 12U);
  for (std::size_t i = 0; i < machine_.made.size(); ++i) {
    EXPECT_EQ(machine_.made[i], std::string(1, "abc"[i % 3])) << i;
  }
}

TEST_F(SuiteRunTest, KeepsTheBudgetAndSharesItAmongThePackets) {
  machine_.placement_deviation_ns = 5;
  const double start_s = machine_.now_s();
  ASSERT_TRUE(run());
  EXPECT_NEAR(machine_.now_s() - start_s, 3, 0.3);
  for (const auto& [packet, spent_s] : machine_.spent_s) EXPECT_NEAR(spent_s, 1, 0.2) << packet;
}

TEST_F(SuiteRunTest, WithoutABudgetItIsSoMuchAPacket) {
  machine_.placement_deviation_ns = 5;
  options_.budget_s.reset();
  const double start_s = machine_.now_s();
  ASSERT_TRUE(run());
  EXPECT_NEAR(machine_.now_s() - start_s, 3 * kBudgetPerPacketS, 0.3);
}

TEST_F(SuiteRunTest, ASlowLoadOfOnePacketTakesFromTheOthersNoMoreThanThereIs) {
  machine_.placement_deviation_ns = 5;
  machine_.load_s = 0.02;
  const double start_s = machine_.now_s();
  ASSERT_TRUE(run());
  EXPECT_LT(machine_.now_s() - start_s, 4);
}

TEST_F(SuiteRunTest, WhatIsPreciseIsNotVisitedAgain) {
  machine_.making = [](const Making& made) {
    if (made.packet != "b") return Result<void>();
    made.runner.placement_deviation_ns = 0.01;
    made.runner.block_deviation_ns = 0.01;
    return Result<void>();
  };
  machine_.placement_deviation_ns = 5;
  const auto outcome = run();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(std::count(machine_.made.begin(), machine_.made.end(), "b"), 4);
  EXPECT_GT(std::count(machine_.made.begin(), machine_.made.end(), "a"), 4);
  EXPECT_EQ(outcome->report.benchmarks[0].stopped, StopReason::budget_spent);
  EXPECT_EQ(outcome->report.benchmarks[2].stopped, StopReason::precise);
}

TEST_F(SuiteRunTest, TheFileHasEveryPacketOnceItIsMeasured) {
  std::vector<std::vector<std::string>> seen;
  machine_.making = [&](const Making& made) {
    if (made.of_packet == 1 && made.of_all > 1) seen.push_back(names_in_file());
    return Result<void>();
  };
  ASSERT_TRUE(run_to_file());
  EXPECT_THAT(seen, ElementsAre(ElementsAre("s/v1/a", "s/v2/a"),
                                ElementsAre("s/v1/a", "s/v2/a", "s/v1/b", "s/v2/b")));
  EXPECT_EQ(names_in_file().size(), 6U);
}

TEST_F(SuiteRunTest, APacketThatCannotBeLoadedLeavesTheOthers) {
  machine_.making = [](const Making& made) -> Result<void> {
    if (made.packet == "b") return cannot_measure("the verifier says no");
    return {};
  };
  const auto outcome = run_to_file();
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->failures.size(), 1U);
  EXPECT_EQ(outcome->failures[0].message, "s/b: the verifier says no");
  EXPECT_EQ(outcome->failures[0].kind, ErrorKind::cannot_measure);
  EXPECT_THAT(names_of(outcome->report), ElementsAre("s/v1/a", "s/v2/a", "s/v1/c", "s/v2/c"));
  EXPECT_EQ(names_in_file(), names_of(outcome->report));
}

TEST_F(SuiteRunTest, AnArmThatFailsInTheThirdVisitTakesItsPacketAlone) {
  machine_.placement_deviation_ns = 5;
  bool fails = false;
  machine_.making = [&](const Making& made) {
    fails = made.packet == "a" && made.of_packet == 3;
    return Result<void>();
  };
  machine_.timing = [&](std::size_t arm) -> Result<void> {
    if (fails && arm == 2) return cannot_measure("the call returned EFAULT");
    return {};
  };
  const auto outcome = run_to_file();
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->failures.size(), 1U);
  EXPECT_EQ(outcome->failures[0].message, "s/a: the call returned EFAULT");
  EXPECT_THAT(names_of(outcome->report), ElementsAre("s/v1/b", "s/v2/b", "s/v1/c", "s/v2/c"));
  EXPECT_EQ(std::count(machine_.made.begin(), machine_.made.end(), "a"), 3) << "not asked again";
  EXPECT_EQ(names_in_file(), names_of(outcome->report));
}

TEST_F(SuiteRunTest, WhatDoesNotDoAsTheSuiteExpectsIsNotTimed) {
  suite_.packets[0].expect.verdict = 1;
  const auto outcome = run();
  ASSERT_TRUE(outcome);
  ASSERT_EQ(outcome->failures.size(), 1U);
  EXPECT_THAT(outcome->failures[0].message, HasSubstr("s/a: v1"));
  EXPECT_THAT(outcome->failures[0].message, HasSubstr("is not timed"));
  EXPECT_EQ(machine_.spent_s["a"], 0);
}

TEST_F(SuiteRunTest, OnlyWhatTheFilterSelectsNeedsToLoad) {
  machine_.arms.erase("v1");
  options_.filter = "/v2/b$";
  const auto outcome = run();
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_THAT(names_of(outcome->report), ElementsAre("s/v2/b"));
  EXPECT_THAT(machine_.inspections, ElementsAre("v2"));
}

TEST_F(SuiteRunTest, AProgramThatDoesNotLoadEndsItBeforeAnythingIsTimed) {
  machine_.arms.erase("v2");
  const auto outcome = run();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::cannot_measure);
  EXPECT_THAT(machine_.made, IsEmpty());
}

TEST_F(SuiteRunTest, AnOutputThatCannotBeWrittenIsFoundBeforeAnythingIsLoaded) {
  options_.output = folder_.path() / "missing" / "result.json";
  const auto outcome = run();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(machine_.inspections, IsEmpty());
}

TEST_F(SuiteRunTest, AnOutputThatCannotBeWrittenAnyMoreIsAnError) {
  machine_.making = [&](const Making& made) {
    if (made.of_all == 2) std::filesystem::remove_all(folder_.path());
    return Result<void>();
  };
  const auto outcome = run_to_file();
  ASSERT_FALSE(outcome);
  EXPECT_THAT(outcome.error().message, HasSubstr("result.json"));
}

TEST_F(SuiteRunTest, InterruptedBeforeItBeginsItHasNothing) {
  machine_.interrupt();
  const auto outcome = run_to_file();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->signal, SIGTERM);
  EXPECT_THAT(machine_.made, IsEmpty());
  EXPECT_THAT(names_in_file(), IsEmpty());
}

TEST_F(SuiteRunTest, InterruptedDuringAPacketItHasThoseBefore) {
  machine_.making = [&](const Making& made) {
    machine_.timing = [this, is_second = made.of_all == 2](std::size_t) {
      if (is_second && machine_.spent_s["b"] > 0.01) machine_.interrupt();
      return Result<void>();
    };
    return Result<void>();
  };
  const auto outcome = run_to_file();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->signal, SIGTERM);
  EXPECT_THAT(machine_.made, ElementsAre("a", "b"));
  EXPECT_THAT(names_of(outcome->report), ElementsAre("s/v1/a", "s/v2/a"));
  EXPECT_EQ(outcome->report.benchmarks[0].stopped, StopReason::interrupted);
  EXPECT_EQ(names_in_file(), names_of(outcome->report));
  EXPECT_THAT(outcome->failures, IsEmpty());
}

TEST_F(SuiteRunTest, InterruptedBetweenPacketsItHasThoseBefore) {
  machine_.making = [&](const Making& made) -> Result<void> {
    if (made.of_all == 2) machine_.interrupt();
    return {};
  };
  const auto outcome = run();
  ASSERT_TRUE(outcome);
  EXPECT_THAT(names_of(outcome->report), ElementsAre("s/v1/a", "s/v2/a"));
}

TEST_F(SuiteRunTest, InterruptedInALaterVisitItKeepsTheEarlierOnes) {
  machine_.placement_deviation_ns = 5;
  machine_.making = [&](const Making& made) -> Result<void> {
    if (made.of_all == 8) machine_.interrupt();
    return {};
  };
  const auto outcome = run_to_file();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(names_of(outcome->report).size(), 6U);
  for (const Benchmark& benchmark : outcome->report.benchmarks) {
    EXPECT_EQ(benchmark.stopped, StopReason::interrupted);
    EXPECT_TRUE(benchmark.metrics.at("ns_per_packet").value) << benchmark.name;
  }
  EXPECT_EQ(names_in_file().size(), 6U);
}

TEST_F(SuiteRunTest, WhatDriftsForGoodIsSaidOfItsVersion) {
  machine_.arms["v2"].verdict = [](std::size_t n) { return n < 3 ? 2U : 1U; };
  const auto outcome = run();
  ASSERT_TRUE(outcome);
  ASSERT_FALSE(outcome->report.benchmarks.empty());
  EXPECT_THAT(outcome->report.benchmarks[0].warnings, IsEmpty());
  EXPECT_THAT(outcome->report.benchmarks[1].warnings, Not(IsEmpty()));
}

}  // namespace
}  // namespace bpfmark

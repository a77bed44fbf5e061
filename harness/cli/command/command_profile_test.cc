// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verb `profile` of the real binary.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "harness/base/file.h"
#include "harness/base/temporary_folder_test.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/command/child_process_test.h"
#include "harness/cli/command/kernel_leftovers_test.h"

namespace bpfmark {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::string kObjects = BPFMARK_BINARY_DIR "/bpf/";
const std::string kV3 = kObjects + "fizzbuzz/v3_fibonacci.bpf.o";

class KernelProfileCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  }
  TemporaryFolder folder_;
};

TEST_F(KernelProfileCommandTest, ShowsTheSourceAndTheCounts) {
  const Ended ended = run_bpfmark({"profile", kV3, "--packet", "fibonacci-small"});
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_THAT(ended.err, IsEmpty());
  EXPECT_THAT(ended.out, HasSubstr("v3_fibonacci in bpf/fizzbuzz/v3_fibonacci.bpf.c"));
  EXPECT_THAT(ended.out, ContainsRegex("never +[0-9]+ +if \\(n % 15 == 0\\)"));
  EXPECT_THAT(ended.out, ContainsRegex("map_push_elem +messages +1"));
  EXPECT_THAT(ended.out, ContainsRegex("fibonacci-small +1 +[0-9]+ +[0-9]+ +1 +PASS +exact"));
  EXPECT_THAT(ended.out, Not(HasSubstr("\x1b["))) << "no terminal, no colour";
}

TEST_F(KernelProfileCommandTest, TheSameCountEveryTime) {
  const auto count = [] {
    const Ended ended = run_bpfmark({"profile", kV3, "--suite", "fizzbuzz", "--format", "json"});
    EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
    nlohmann::json profile = nlohmann::json::parse(ended.out);
    for (auto& packet : profile["packets"]) packet.erase("count_s");
    return profile;
  };
  const nlohmann::json first = count();
  EXPECT_EQ(first["packets"].size(), 10U);
  EXPECT_EQ(first["packets"][0]["exact"], true);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(count(), first);
}

TEST_F(KernelProfileCommandTest, WritesProfileAndCoverage) {
  const auto json = folder_.path() / "profile.json";
  const auto lcov = folder_.path() / "coverage.info";
  const Ended ended = run_bpfmark({"profile", kV3, "-o", json.string(), "--lcov", lcov.string()});
  ASSERT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_THAT(read_file(json, 1u << 20).value(), HasSubstr("\"schema_version\": 1"));
  const std::string coverage = read_file(lcov, 1u << 20).value();
  EXPECT_THAT(coverage, HasSubstr("TN:bpfmark\nSF:bpf/fizzbuzz/fizzbuzz.h\n"));
  EXPECT_THAT(coverage, HasSubstr("FNDA:2,v3_fibonacci\n"));
  EXPECT_THAT(coverage, ContainsRegex("fizzbuzz\\.h\nFNF:0\nFNH:0\nDA:[0-9]+,0\n"));
  EXPECT_THAT(coverage, Not(HasSubstr("DA:0,"))) << "the compiler's own code has no line";
}

TEST_F(KernelProfileCommandTest, CountsTcPrograms) {
  const Ended ended = run_bpfmark({"profile", kObjects + "tests/nat.bpf.o"});
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("nat (sched_cls)"));
  EXPECT_THAT(ended.out, HasSubstr("random numbers were virtual"));
}

TEST_F(KernelProfileCommandTest, LeavesNothingInTheKernel) {
  const KernelObjects before = kernel_objects();
  EXPECT_EQ(run_bpfmark({"profile", kV3}).exit_code, kExitFine);
  const KernelObjects left = left_of(without(kernel_objects(), before), std::chrono::seconds(20));
  EXPECT_THAT(left.programs, IsEmpty());
  EXPECT_THAT(left.maps, IsEmpty());
}

TEST_F(KernelProfileCommandTest, RunAndCompareShowCounts) {
  const Ended run = run_bpfmark(
      {"run", "--filter", "v[34]/none$", "--budget", "0.5", "--quiet", "--format", "json"});
  ASSERT_EQ(run.exit_code, kExitFine) << run.err;
  const auto report = nlohmann::json::parse(run.out);
  for (const auto& row : report["benchmarks"]) {
    EXPECT_EQ(row["metrics"]["insns_per_packet"]["exact"], true);
    EXPECT_GT(row["metrics"]["insns_per_packet"]["value"], 20);
  }
  const Ended gate = run_bpfmark({"gate", kObjects + "fizzbuzz/v2_fizzbuzz.bpf.o", kV3, "--packet",
                                  "none", "--budget", "2", "--quiet", "--format", "json"});
  EXPECT_EQ(gate.exit_code, kExitRegression) << gate.err;
  EXPECT_THAT(gate.out, HasSubstr("\"metric\": \"insns_per_packet\""));
}

TEST_F(KernelProfileCommandTest, SaysWhatItCannotCount) {
  const Ended limit = run_bpfmark({"profile", kObjects + "tests/counted_limit.bpf.o"});
  EXPECT_EQ(limit.exit_code, kExitCannotMeasure);
  EXPECT_THAT(limit.err, HasSubstr("only without counters"));
  const Ended nobody = run_bpfmark({"profile", kObjects + "tests/counted_tail_calls.bpf.o:nobody"});
  EXPECT_EQ(nobody.exit_code, kExitBadInput);
  EXPECT_THAT(nobody.err, HasSubstr("has no program 'nobody'; it has: "));
}

TEST(ProfileCommand, NamesWhatIsWrong) {
  EXPECT_EQ(run_bpfmark({"profile"}).exit_code, kExitBadInput);
  const Ended missing = run_bpfmark({"profile", "nowhere.bpf.o"});
  EXPECT_EQ(missing.exit_code, kExitBadInput);
  EXPECT_THAT(missing.err, HasSubstr("nowhere.bpf.o"));
  const Ended packet = run_bpfmark({"profile", kV3, "--packet", "nothing"});
  EXPECT_EQ(packet.exit_code, kExitBadInput);
  EXPECT_THAT(packet.err, HasSubstr("nothing"));
  EXPECT_EQ(run_bpfmark({"profile", kV3, "-o", "/nowhere/x.json"}).exit_code, kExitBadInput);
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// `bpfmark maps`, the real binary on the real kernel.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "harness/base/temporary_folder_test.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/command/child_process_test.h"
#include "harness/cli/command/kernel_leftovers_test.h"
#include "harness/result/file/report_json.h"

namespace bpfmark {
namespace {

using ::testing::ContainsRegex;

class KernelMapsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  }

  TemporaryFolder folder_;
};

constexpr const char* kQueues = "^(queue/(push|pop)/entries:1024/value:8$|inode_storage/)";

TEST_F(KernelMapsTest, MeasuresWritesAndPrints) {
  const auto result = folder_.path() / "maps.json";
  const Ended ended =
      run_bpfmark({"maps", "--filter", kQueues, "--budget", "1", "-q", "-o", result.string()});
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_THAT(ended.out, ContainsRegex("queue/push/entries:1024/value:8 +[0-9.]+ "));
  const auto report = read_report(result);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->benchmarks.size(), 3U);
  for (const Benchmark& benchmark : report->benchmarks) {
    EXPECT_EQ(benchmark.kind, BenchmarkKind::map_op);
    const bool has_value = benchmark.metrics.contains("ns_per_op");
    EXPECT_EQ(benchmark.warnings.empty(), has_value) << benchmark.name << " must say why";
    if (!has_value) continue;
    const Metric& cost = benchmark.metrics.at("ns_per_op");
    EXPECT_TRUE(cost.ci_low && cost.ci_high) << "no number without its interval";
    EXPECT_EQ(cost.placements.size(),
              benchmark.metrics.at("ns_per_op_yardstick").placements.size());
  }
}

TEST_F(KernelMapsTest, WhereNothingCouldBeMeasuredItFails) {
  const Ended ended = run_bpfmark({"maps", "--filter", "^inode_storage/", "--budget", "0.5", "-q"});
  if (ended.exit_code == kExitFine) GTEST_SKIP() << "this kernel takes BPF LSM programs";
  EXPECT_EQ(ended.exit_code, kExitCannotMeasure);
  EXPECT_THAT(ended.err, ::testing::HasSubstr("nothing could be measured: inode_storage/get/hit"));
}

TEST_F(KernelMapsTest, PrintsAnEarlierRunWithoutMeasuring) {
  const auto result = folder_.path() / "maps.json";
  const Ended measured =
      run_bpfmark({"maps", "--filter", "^queue/push/entries:1024/value:8$", "--budget", "0.5", "-q",
                   "--format", "json", "-o", result.string()});
  ASSERT_EQ(measured.exit_code, kExitFine) << measured.err;
  const Ended printed = run_bpfmark({"maps", "--from", result.string(), "--format", "json"});
  EXPECT_EQ(printed.exit_code, kExitFine) << printed.err;
  EXPECT_EQ(printed.out, measured.out);
}

TEST_F(KernelMapsTest, RowsThatHadNoTurnWithinTheBudgetSaySo) {
  const Ended ended = run_bpfmark({"maps", "--budget", "0.3", "-q", "--format", "json"});
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_THAT(ended.out, ::testing::HasSubstr("\"ns_per_op\""));
  EXPECT_THAT(ended.out, ::testing::HasSubstr("not measured: the budget of 0.3 s was spent"));
}

// Among what it holds then are a congestion control, sockets in namespaces and pages of an arena.
TEST_F(KernelMapsTest, LeavesNothingBehindWhereItIsKilled) {
  const KernelObjects before = kernel_objects();
  ChildProcess child(
      {bpfmark_binary(), "maps", "--filter", "^(struct_ops|reuseport|sockmap)", "-q"}, {});
  std::this_thread::sleep_for(std::chrono::milliseconds(700));
  ASSERT_TRUE(child.running());
  const KernelObjects held = without(kernel_objects(), before);
  EXPECT_FALSE(held.programs.empty());
  child.send(SIGKILL);
  EXPECT_EQ(child.wait().signal, SIGKILL);
  EXPECT_EQ(left_of(held, std::chrono::seconds(20)), KernelObjects{});
}

}  // namespace
}  // namespace bpfmark

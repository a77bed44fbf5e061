// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The real binary, measuring: what it prints, what it refuses only once it loads, and what is left
// when it is interrupted or killed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/temporary_folder_test.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/command/child_process_test.h"
#include "harness/cli/command/kernel_leftovers_test.h"
#include "harness/result/file/report_json.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Words = std::vector<std::string>;

constexpr std::chrono::seconds kPatience(20);
constexpr std::size_t kCasesOfFizzbuzz = 40;
constexpr std::size_t kArmsOfFizzbuzz = 5;  // four versions and the reference

class KernelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  }

  // By a validator that is not ours.
  static void expect_valid(const fs::path& result) {
    const Ended ended = ChildProcess({"/usr/bin/python3", BPFMARK_SOURCE_DIR "/results/validate.py",
                                      BPFMARK_SOURCE_DIR "/results/schema.json", result.string()},
                                     {})
                            .wait();
    if (ended.exit_code == 77 || ended.exit_code == 127) {
      std::cout << "not validated: python3-jsonschema is missing\n";
      return;
    }
    EXPECT_EQ(ended.exit_code, 0) << ended.out << ended.err;
  }

  TemporaryFolder folder_;
};

using KernelCommandTest = KernelTest;

TEST_F(KernelCommandTest, PrintsEveryFormat) {
  struct Format {
    const char* name;
    const char* holds;
  };
  for (const Format& format :
       {Format{"table", "none +v1 "}, Format{"markdown", "\\| none"},
        Format{"csv", "fizzbuzz/v1/none,"}, Format{"json", "\"schema_version\": 1"}}) {
    const Ended ended = run_bpfmark({"run", "--filter", "v1/none$", "--budget", "0.5", "--seed",
                                     "7", "--quiet", "--format", format.name});
    EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
    EXPECT_THAT(ended.out, ContainsRegex(format.holds));
    EXPECT_THAT(ended.err, IsEmpty());
  }
}

TEST_F(KernelCommandTest, WritesAResultThatIsValidAndReadBack) {
  const fs::path file = folder_.path() / "result.json";
  const Ended ended =
      run_bpfmark({"run", "--filter", "v[12]/none$", "--budget", "0.5", "-o", file.string()});
  ASSERT_EQ(ended.exit_code, kExitFine) << ended.err;
  expect_valid(file);
  const auto report = read_report(file);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->benchmarks.size(), 2U);
  EXPECT_EQ(report->benchmarks[0].name, "fizzbuzz/v1/none");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), {}), 1);
}

TEST_F(KernelCommandTest, PrintsTheResultFileOnADash) {
  const Ended ended = run_bpfmark({"run", "--filter", "v1/none$", "--budget", "0.5", "-o", "-"});
  ASSERT_EQ(ended.exit_code, kExitFine) << ended.err;
  const fs::path file = folder_.write("result.json", ended.out);
  expect_valid(file);
  EXPECT_TRUE(read_report(file));
}

TEST_F(KernelCommandTest, ShowsTheEndOfTheLogWhereTheVerifierRefuses) {
  const Ended ended = run_bpfmark({"run", BPFMARK_BINARY_DIR "/bpf/tests/out_of_bounds.bpf.o"});
  EXPECT_EQ(ended.exit_code, kExitCannotMeasure);
  EXPECT_THAT(ended.err, HasSubstr("the verifier rejects program 'out_of_bounds' of "));
  EXPECT_THAT(ended.err, HasSubstr("\n    invalid access to packet"));
  EXPECT_THAT(ended.out, IsEmpty());
}

TEST_F(KernelCommandTest, DoesNotTimeWhatDoesSomethingElseThanExpected) {
  const fs::path suite = folder_.write("s.json", R"({"schema_version": 1, "name": "s",
      "versions": [{"name": "v1", "object": "fizzbuzz/pass.bpf.o"}],
      "packets": [{"name": "wrong", "builtin": "udp64", "expect": {"verdict": "XDP_DROP"}},
                  {"name": "right", "builtin": "udp64", "expect": {"verdict": "XDP_PASS"}}]})");
  const Ended ended = run_bpfmark({"run", suite, "--budget", "0.5", "-o", "-"});
  EXPECT_EQ(ended.exit_code, kExitCannotMeasure);
  EXPECT_THAT(ended.err, HasSubstr("s/wrong: v1 "));
  EXPECT_THAT(ended.out, HasSubstr("s/v1/right"));
  EXPECT_THAT(ended.out, ::testing::Not(HasSubstr("s/v1/wrong")));
}

TEST_F(KernelCommandTest, MeasuresWithoutAReaderOfItsProgress) {
  for (const StreamTo err : {StreamTo::closed, StreamTo::full_device}) {
    ChildOptions options;
    options.err = err;
    const Ended ended =
        run_bpfmark({"run", "--filter", "v1/none$", "--budget", "0.5", "-o", "-"}, options);
    EXPECT_EQ(ended.exit_code, kExitFine) << "signal " << ended.signal;
    EXPECT_TRUE(read_report(folder_.write("result.json", ended.out)));
  }
}

TEST_F(KernelCommandTest, SaysThatItsResultDidNotArrive) {
  for (const StreamTo out : {StreamTo::closed, StreamTo::full_device}) {
    ChildOptions options;
    options.out = out;
    const Ended ended = run_bpfmark({"run", "--filter", "v1/none$", "--budget", "0.5"}, options);
    EXPECT_EQ(ended.exit_code, kExitBadInput) << "signal " << ended.signal;
    EXPECT_THAT(ended.err, HasSubstr("cannot write standard output"));
  }
}

// A run of the shipped suite that is ended once its first case is written.
class KernelInterruptTest : public KernelTest {
 protected:
  struct Interrupted {
    Ended ended;
    KernelObjects held;  // while it ran
    KernelObjects left;  // some time after its end
  };

  Interrupted interrupt(int signal) const {
    const KernelObjects before = kernel_objects();
    ChildProcess run({bpfmark_binary(), "run", "--budget", "20", "-o", file_.string()}, {});
    Interrupted out;
    // Between two packets it holds nothing: it is to be hit while it measures the second.
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (run.running() && std::chrono::steady_clock::now() < deadline) {
      if (fs::exists(file_)) out.held = without(kernel_objects(), before);
      if (out.held.programs.size() > kArmsOfFizzbuzz && !out.held.links.empty()) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    run.send(signal);
    out.ended = run.wait(kPatience);
    out.left = left_of(without(kernel_objects(), before), kPatience);
    return out;
  }

  void expect_nothing_left(const Interrupted& run) const {
    EXPECT_GT(run.held.programs.size(), kArmsOfFizzbuzz) << "it was not measuring";
    EXPECT_GT(run.held.maps.size(), 0U);
    EXPECT_GT(run.held.links.size(), 0U);
    EXPECT_THAT(run.left.programs, IsEmpty());
    EXPECT_THAT(run.left.maps, IsEmpty());
    EXPECT_THAT(run.left.links, IsEmpty());
    EXPECT_THAT(run.left.networks, IsEmpty());
  }

  void expect_finished_cases() const {
    ASSERT_TRUE(fs::exists(file_));
    expect_valid(file_);
    const auto report = read_report(file_);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_GE(report->benchmarks.size(), 4U);  // the first packet, in all versions
    EXPECT_LT(report->benchmarks.size(), kCasesOfFizzbuzz);
    for (const Benchmark& benchmark : report->benchmarks) {
      EXPECT_EQ(benchmark.metrics.count("ns_per_packet"), 1U) << benchmark.name;
    }
  }

  fs::path file_ = folder_.path() / "result.json";
};

TEST_F(KernelInterruptTest, SigintWritesWhatIsFinishedAndExits130) {
  const Interrupted run = interrupt(SIGINT);
  EXPECT_EQ(run.ended.exit_code, 130) << run.ended.err;
  EXPECT_THAT(run.ended.out, HasSubstr("none"));
  expect_finished_cases();
  expect_nothing_left(run);
}

TEST_F(KernelInterruptTest, SigtermWritesWhatIsFinishedAndExits143) {
  const Interrupted run = interrupt(SIGTERM);
  EXPECT_EQ(run.ended.exit_code, 143) << run.ended.err;
  expect_finished_cases();
  expect_nothing_left(run);
}

TEST_F(KernelInterruptTest, SigkillLeavesTheLastFileAndNothingInTheKernel) {
  const Interrupted run = interrupt(SIGKILL);
  EXPECT_EQ(run.ended.signal, SIGKILL);
  expect_finished_cases();
  expect_nothing_left(run);
}

}  // namespace
}  // namespace bpfmark

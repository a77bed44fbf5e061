// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The real binary on object files that change, or are damaged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/sha256.h"
#include "harness/base/temporary_folder_test.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/command/child_process_test.h"
#include "harness/result/file/report_json.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;

const std::string kBpf = BPFMARK_BINARY_DIR "/bpf/";
constexpr std::chrono::seconds kPatience(20);

class KernelObjectCommandTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  }

  static bool appears(const fs::path& file) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (!fs::exists(file) && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return fs::exists(file);
  }

  TemporaryFolder folder_;
};

TEST_F(KernelObjectCommandTest, MeasuresWhatItHashedThoughTheFileIsReplaced) {
  const std::string bytes = text_of(kBpf + "fizzbuzz/v1_fizz.bpf.o");
  const fs::path object = folder_.write("x.bpf.o", bytes);
  const fs::path result = folder_.path() / "result.json";
  ChildProcess child({bpfmark_binary(), "run", object, "--budget", "3", "-o", result}, {});
  ASSERT_TRUE(appears(result));  // after the first of several passes
  fs::rename(folder_.write("new", "no program at all\n"), object);
  ASSERT_TRUE(child.running()) << "it was replaced too late";
  const Ended ended = child.wait();
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  const auto report = read_report(result);
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->benchmarks.at(0).program->sha256, sha256_of(bytes));
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How the runner does without its driver, and without holding a program at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cmath>
#include <cstdio>

#include "harness/kernel/drive/kernel_runner_fixture_test.h"
#include "harness/kernel/machine/capabilities_test.h"

namespace bpfmark {
namespace {

using ::testing::IsEmpty;

using KernelRunnerFallbackTest = KernelRunnerTest;

// Held arms do all that tail-called ones do, but for the drive `restore`.
void expect_works_held(const DriveObjects& objects) {
  auto runner = runner_for({program_of("fizzbuzz/v1_fizz"), program_of("fizzbuzz/v3_fibonacci")},
                           {fizz()}, {}, objects);
  EXPECT_EQ(runner->reach().driver, "held");
  EXPECT_NE(runner->reach().why, "");
  EXPECT_EQ(runner->reach().slots, 1u);
  EXPECT_TRUE(runner->offers(Drive::repeat));
  EXPECT_FALSE(runner->offers(Drive::restore));
  EXPECT_TRUE(runner->offers(Drive::single));
  const Behaviour behaviour = need(learn_behaviour(*runner, {fizz()}));
  EXPECT_EQ(behaviour.drive, Drive::repeat);
  for (const auto& order : {std::vector<std::size_t>{0, 1, 2}, {2, 1, 0}}) {
    must(runner->place(order));
    expect_good_blocks(*runner, behaviour, 800);
    EXPECT_TRUE(std::isfinite(need(runner->time_canary()).ns_per_packet));
  }

  auto rewriter = runner_for({program_of("tests/rewriters", "rewriter")}, {fizz()}, {}, objects);
  const Behaviour one_by_one = need(learn_behaviour(*rewriter, {fizz()}));
  EXPECT_EQ(one_by_one.drive, Drive::single);
  EXPECT_THAT(one_by_one.arms[1].warnings, IsEmpty()) << "each call has a packet of its own";
  expect_good_blocks(*rewriter, one_by_one, 50);
}

// No driver at all; one that the canary cannot be tail-called from; one that no other arm can be.
TEST_F(KernelRunnerFallbackTest, HoldsTheArmsWhereTheDriverCannotServe) {
  for (const char* driver :
       {"tests/no_program", "fizzbuzz/pass", "tests/driver_of_none", "tests/driver_of_one"}) {
    SCOPED_TRACE(driver);
    DriveObjects objects = our_objects();
    objects.driver = built_image(driver);
    expect_works_held(objects);
  }
}

void require(bool condition, const char* what) {
  if (!condition) throw std::runtime_error(what);
}

void measure_one_by_one() {
  const Bytes frame(64);
  auto runner = runner_for(
      {program_of("fizzbuzz/v1_fizz"), program_of("tests/rewriters", "rewriter")}, {frame});
  require(runner->reach().driver == "unheld", runner->reach().driver.c_str());
  require(!runner->offers(Drive::repeat), "offers repeat");
  require(!runner->offers(Drive::restore), "offers restore");
  require(runner->offers(Drive::single), "does not offer single");
  const Behaviour behaviour = need(learn_behaviour(*runner, {frame}));
  require(behaviour.drive == Drive::single, "not the drive single");
  for (std::size_t arm = 0; arm < 3; ++arm) {
    const Block block = need(runner->time_arm(arm, Drive::single, 20, 0));
    require(block.ns_per_packet > 0 && std::isfinite(block.ns_per_packet), "no time");
    const std::string complaint = BlockCheck(behaviour.arms[arm]).complaint(block, 20, 0);
    require(complaint.empty(), complaint.c_str());
  }
  must(runner->place({2, 1, 0}));
  require(std::isfinite(need(runner->time_canary()).ns_per_packet), "no canary");
}

// Where the kernel gives no private namespace to hold a program in: one call a packet. A child
// process without CAP_SYS_ADMIN is in that place.
TEST_F(KernelRunnerFallbackTest, MeasuresOneByOneWithoutANamespace) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      // The last one: the build tree may be in a home that its owner alone may enter.
      keep_capabilities({CAP_BPF, CAP_PERFMON, CAP_NET_ADMIN, CAP_DAC_READ_SEARCH});
      measure_one_by_one();
      ::_exit(0);
    } catch (const std::exception& failure) {
      std::fprintf(stderr, "in the child: %s\n", failure.what());
      ::_exit(1);
    }
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace bpfmark

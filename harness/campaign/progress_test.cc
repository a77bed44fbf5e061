// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/progress.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "harness/base/unique_fd.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

void two_steps(bool quiet) {
  Progress progress(2, quiet);
  progress.update(0, "fizz", 0.5, 3.2);
  progress.finish_step(0, "fizz", "precise");
  progress.update(1, "buzz", 7.0, -1.0);  // over time
  progress.finish_step(1, "buzz", "budget");
}

std::string in_a_log(bool quiet) {
  ::testing::internal::CaptureStderr();
  two_steps(quiet);
  return ::testing::internal::GetCapturedStderr();
}

// What stands on a terminal that is put in place of stderr.
std::string on_a_terminal(bool quiet) {
  const UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!master || ::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0) return "no pty";
  const UniqueFd terminal(::open(::ptsname(master.get()), O_RDWR | O_NOCTTY | O_CLOEXEC));
  const UniqueFd stderr_before(::dup(STDERR_FILENO));
  ::dup2(terminal.get(), STDERR_FILENO);
  two_steps(quiet);
  ::dup2(stderr_before.get(), STDERR_FILENO);
  // The kernel hands it over in pieces, each a moment later; half a second of silence is the end.
  std::string text;
  pollfd waiting{.fd = master.get(), .events = POLLIN, .revents = 0};
  while (::poll(&waiting, 1, 500) == 1) {
    char piece[4096];
    const ssize_t got = ::read(master.get(), piece, sizeof piece);
    if (got <= 0) break;
    text.append(piece, static_cast<std::size_t>(got));
  }
  return text;
}

TEST(Progress, IsALineForEachStepInALog) {
  EXPECT_EQ(in_a_log(false), "[1/2] fizz: precise\n[2/2] buzz: budget\n");
}

TEST(Progress, SaysNothingWhereQuiet) {
  EXPECT_EQ(in_a_log(true), "");
  EXPECT_EQ(on_a_terminal(true), "");
}

TEST(Progress, IsOneLineOnATerminalThatIsClearedAtTheEnd) {
  const std::string text = on_a_terminal(false);
  if (text == "no pty") GTEST_SKIP() << "no pseudo terminals here";
  EXPECT_THAT(text, HasSubstr("[############............] 0 of 2 done, fizz  3 s left"));
  EXPECT_THAT(text, HasSubstr("[########################] 1 of 2 done, buzz  0 s left"));
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_EQ(text.substr(text.rfind('\r')), "\r\033[K");
}

}  // namespace
}  // namespace bpfmark

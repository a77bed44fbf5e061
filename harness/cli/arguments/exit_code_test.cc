// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/arguments/exit_code.h"

#include <gtest/gtest.h>

#include <csignal>

namespace bpfmark {
namespace {

struct Reported {
  Error error;
  int code;
  const char* text;
};

class ReportOf : public ::testing::TestWithParam<Reported> {};

TEST_P(ReportOf, AnErrorIsItsTextAndItsCode) {
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(report_error(GetParam().error), GetParam().code);
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Errors, ReportOf,
    ::testing::Values(
        Reported{{ErrorKind::bad_input, "a.json: bad", 0, ""}, 2, "bpfmark: a.json: bad\n"},
        Reported{{ErrorKind::bad_input, "a\x1b[2J\nb", 0, "c\x01\n\td"},
                 2,
                 "bpfmark: a\uFFFD[2J\nb\n    c\uFFFD\n        d\n"},
        Reported{{ErrorKind::cannot_measure, "refused", EPERM, "line 1\nline 2\n"},
                 3,
                 "bpfmark: refused\n    line 1\n    line 2\n"},
        // A list of mistakes, whose first is the message: each is said once.
        Reported{{ErrorKind::bad_input, "a: 1", 0, "a: 1\na: 2"}, 2, "bpfmark: a: 1\n    a: 2\n"},
        Reported{{ErrorKind::bad_input, "a: 1", 0, "a: 0\na: 1"},
                 2,
                 "bpfmark: a: 1\n    a: 0\n    a: 1\n"},
        Reported{{ErrorKind::interrupted, "interrupted", 0, "", SIGTERM},
                 143,
                 "bpfmark: interrupted\n"}));

// Scripts outside the project know these numbers.
TEST(ExitCode, IsPartOfTheContract) {
  EXPECT_EQ(kExitFine, 0);
  EXPECT_EQ(kExitRegression, 1);
  EXPECT_EQ(kExitBadInput, 2);
  EXPECT_EQ(kExitCannotMeasure, 3);
  EXPECT_EQ(kExitInconclusive, 4);
}

TEST(WorseExit, ARegressionStaysAndWhatCouldNotBeDoneNeverPasses) {
  // From the worst on.
  const int codes[] = {kExitRegression, kExitCannotMeasure, kExitBadInput, kExitInconclusive,
                       kExitFine};
  for (std::size_t worse = 0; worse < std::size(codes); ++worse) {
    for (std::size_t other = worse; other < std::size(codes); ++other) {
      EXPECT_EQ(worse_exit(codes[worse], codes[other]), codes[worse]);
      EXPECT_EQ(worse_exit(codes[other], codes[worse]), codes[worse]);
    }
  }
}

}  // namespace
}  // namespace bpfmark

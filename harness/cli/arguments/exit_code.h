// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Exit codes, part of the contract with scripts. 'Could not measure' never looks like a pass.
#pragma once

#include <string>

#include "harness/base/error.h"

namespace bpfmark {

enum ExitCode {
  kExitFine = 0,
  kExitRegression = 1,
  kExitBadInput = 2,
  kExitCannotMeasure = 3,
  kExitInconclusive = 4,
};

// The code of a command of which two things are to be said: a regression that was found stays one,
// whatever else went wrong; then what could not be done, then what is inconclusive.
int worse_exit(int a, int b);

// Prints the error on stderr, its detail indented below, and returns the exit code for it.
int report_error(const Error& error);

// The same for a mistake in the command line; says where help is.
int report_usage(const std::string& text);

}  // namespace bpfmark

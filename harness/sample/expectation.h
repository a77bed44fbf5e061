// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the suite expects of a version against what the verified run saw. Pure.
#pragma once

#include <string>

#include "harness/sample/behaviour.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// Empty where all is as expected (or nothing is); else what differs, as a sentence.
std::string unmet_expectation(const Expectation& expected, const std::string& version,
                              const ArmBehaviour& seen);

}  // namespace bpfmark

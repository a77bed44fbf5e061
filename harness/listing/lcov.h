// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which lines a suite's packets executed, as a tracefile of LCOV (geninfo(1)), which the usual
// viewers of coverage read. Pure.
#pragma once

#include <string>

#include "harness/profile/profile.h"

namespace bpfmark {

// All packets and passes together. A line that is in several functions (inlined) counts for all.
// Empty where the object has no lines.
std::string profile_to_lcov(const Profile& profile);

}  // namespace bpfmark

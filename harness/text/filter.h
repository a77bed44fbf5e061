// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The patterns of --filter, which pick rows by name.
#pragma once

#include <regex>
#include <string>

#include "harness/base/error.h"

namespace bpfmark {

// The value of --filter, an ECMAScript regular expression. Bad input: it does not compile, or is
// longer than 1000 bytes (std::regex parses by recursion: it could take all of the stack).
Result<std::regex> compile_filter(const std::string& filter);

}  // namespace bpfmark

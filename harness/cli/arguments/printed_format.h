// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a verb with both `-o FILE` and `--format` prints on standard output.
#pragma once

#include <string>

#include "harness/base/error.h"

namespace bpfmark {

// "json" where `output` is "-", for then the file goes there; else `format`, or "table" where none
// was given (empty). Bad input: both were given and differ.
Result<std::string> printed_format(const std::string& output, const std::string& format);

}  // namespace bpfmark

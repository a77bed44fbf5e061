// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What CLI11's own checks let through. Each takes an option's text and returns what is wrong with
// it, or nothing: the form of Option::check.
#pragma once

#include <string>

namespace bpfmark {

// CLI11's own range takes NaN, for no comparison with it is true.
std::string check_seconds(const std::string& text);

// 0..2^64-1: CLI11 wraps what is negative and cuts what is larger.
std::string check_seed(const std::string& text);

// An unset variable of a script: `-o "$FILE"`.
std::string check_not_empty(const std::string& text);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// `compare` of a history alone: where it changed.
#pragma once

#include <string>

namespace bpfmark {

struct HistoryArguments {
  std::string history;
  std::string policy;  // a file; empty: none
  std::string output;  // empty: none; "-": standard output, as `format` says
  std::string format;
  bool skip_bad = false;
};

// Whether `text` names a directory of results.
bool is_history(const std::string& text);

// Prints the changes and returns the exit code.
int compare_history(const HistoryArguments& arguments);

}  // namespace bpfmark

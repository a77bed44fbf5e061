// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "harness/base/standard_streams.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/command_line.h"
#include "harness/cli/verbs.h"

namespace {

int parse_and_run(const std::vector<std::string>& words) {
  const auto action = bpfmark::parse_command_line(bpfmark::bpfmark_command(), words);
  return action ? (*action)() : bpfmark::report_usage(action.error().message);
}

// Output that did not arrive is no success.
int flushed(int code) {
  if (bpfmark::flush_stdout()) return code;
  return code == bpfmark::kExitFine ? int{bpfmark::kExitBadInput} : code;
}

}  // namespace

int main(int argc, char** argv) {
  bpfmark::open_standard_streams();
  try {
    return flushed(parse_and_run({argv + std::min(argc, 1), argv + argc}));
  } catch (const std::exception& error) {  // out of memory, a bug; stdout is full or gone
    if (std::ferror(stdout) != 0) return flushed(bpfmark::kExitBadInput);
    bpfmark::print_stderr(fmt::format("bpfmark: internal error: {}\n", error.what()));
    return bpfmark::kExitCannotMeasure;
  }
}

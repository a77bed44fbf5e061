// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/exit_code.h"

#include <fmt/format.h>

#include <sstream>

#include "harness/cli/standard_streams.h"

namespace bpfmark {

int report_error(const Error& error) {
  print_stderr(fmt::format("bpfmark: {}\n", error.message));
  std::istringstream detail(error.detail);
  bool first = true;
  for (std::string line; std::getline(detail, line); first = false) {
    // A list of mistakes begins with the one that is the message.
    if (first && line == error.message) continue;
    print_stderr(fmt::format("    {}\n", line));
  }
  switch (error.kind) {
    case ErrorKind::bad_input:
      return kExitBadInput;
    case ErrorKind::cannot_measure:
      return kExitCannotMeasure;
    case ErrorKind::interrupted:
      return 128 + error.errno_value;
  }
  return kExitCannotMeasure;
}

int report_usage(const std::string& text) {
  print_stderr(fmt::format("bpfmark: {}\n", text));
  print_stderr("`bpfmark help` lists the verbs, `bpfmark help VERB` shows what one takes\n");
  return kExitBadInput;
}

}  // namespace bpfmark

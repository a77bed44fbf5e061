// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/arguments/exit_code.h"

#include <fmt/format.h>

#include <sstream>

#include "harness/base/standard_streams.h"
#include "harness/listing/annotated_source.h"
#include "harness/text/text_width.h"

namespace bpfmark {
namespace {

// Names from a file could rewrite the screen.
std::string safe_lines(const std::string& text) {
  std::istringstream lines(text);
  std::string safe;
  for (std::string line; std::getline(lines, line);) {
    if (!safe.empty()) safe += '\n';
    safe += printable(untabbed(line));
  }
  return safe;
}

// How bad it is to overlook the code.
int weight_of(int code) {
  switch (code) {
    case kExitFine:
      return 0;
    case kExitInconclusive:
      return 1;
    case kExitRegression:
      return 4;
    default:
      return code == kExitCannotMeasure ? 3 : 2;
  }
}

}  // namespace

int worse_exit(int a, int b) {
  return weight_of(b) > weight_of(a) ? b : a;
}

int report_error(const Error& error) {
  print_stderr(fmt::format("bpfmark: {}\n", safe_lines(error.message)));
  std::istringstream detail(error.detail);
  bool first = true;
  for (std::string line; std::getline(detail, line); first = false) {
    // A list of mistakes begins with the one that is the message.
    if (first && line == error.message) continue;
    print_stderr(fmt::format("    {}\n", safe_lines(line)));
  }
  switch (error.kind) {
    case ErrorKind::bad_input:
      return kExitBadInput;
    case ErrorKind::cannot_measure:
      return kExitCannotMeasure;
    case ErrorKind::interrupted:
      return 128 + error.signal;
  }
  return kExitCannotMeasure;
}

int report_usage(const std::string& text) {
  print_stderr(fmt::format("bpfmark: {}\n", text));
  print_stderr("`bpfmark help` lists the verbs, `bpfmark help VERB` shows what one takes\n");
  return kExitBadInput;
}

}  // namespace bpfmark

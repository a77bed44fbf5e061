// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/exit_code.h"

#include <fmt/format.h>

#include <cstdio>
#include <sstream>

namespace bpfmark {

int report_error(const Error& error) {
  fmt::print(stderr, "bpfmark: {}\n", error.message);
  std::istringstream detail(error.detail);
  for (std::string line; std::getline(detail, line);) fmt::print(stderr, "    {}\n", line);
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

}  // namespace bpfmark

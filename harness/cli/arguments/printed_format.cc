// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/arguments/printed_format.h"

namespace bpfmark {

Result<std::string> printed_format(const std::string& output, const std::string& format) {
  if (output != "-") return format.empty() ? "table" : format;
  if (format.empty() || format == "json") return "json";
  return bad_input("--format: -o - prints JSON: name a file, or leave " + format);
}

}  // namespace bpfmark

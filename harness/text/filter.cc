// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/filter.h"

#include <fmt/format.h>

namespace bpfmark {

Result<std::regex> compile_filter(const std::string& filter) {
  constexpr std::size_t kMaxFilterBytes = 1000;
  if (filter.size() > kMaxFilterBytes) {
    return bad_input(
        fmt::format("--filter: {} bytes, allowed: {}", filter.size(), kMaxFilterBytes));
  }
  try {
    return std::regex(filter, std::regex::ECMAScript);
  } catch (const std::regex_error& error) {
    return bad_input(
        fmt::format("--filter {}: not a regular expression: {}", filter, error.what()));
  }
}

}  // namespace bpfmark

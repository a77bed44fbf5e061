// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/arguments/option_checks.h"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <system_error>

namespace bpfmark {

std::string check_seconds(const std::string& text) {
  constexpr double kMin = 0.1;
  constexpr double kMax = 86400;  // a day
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str(), &end);
  const bool whole = !text.empty() && *end == '\0';
  if (whole && seconds >= kMin && seconds <= kMax) return {};
  return "'" + text + "' is no number of seconds, allowed: 0.1..86400";
}

std::string check_seed(const std::string& text) {
  std::uint64_t seed = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, seed);
  if (parsed.ec == std::errc() && parsed.ptr == end) return {};
  return "'" + text + "' is no seed, allowed: 0..18446744073709551615";
}

std::string check_not_empty(const std::string& text) {
  return text.empty() ? "is empty" : "";
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/pattern.h"

#include <fmt/format.h>
#include <re2/re2.h>

namespace bpfmark {

Result<Pattern> Pattern::compile(const std::string& pattern) {
  if (pattern.size() > kMaxBytes) {
    return bad_input(fmt::format("{} bytes, allowed: {}", pattern.size(), kMaxBytes));
  }
  re2::RE2::Options options;
  options.set_log_errors(false);  // else it writes to stderr by itself
  auto compiled = std::make_shared<const re2::RE2>(pattern, options);
  if (!compiled->ok()) {
    return bad_input(fmt::format("is not a regular expression: {}", compiled->error()));
  }
  return Pattern(std::move(compiled));
}

bool Pattern::found_in(const std::string& text) const {
  return re2::RE2::PartialMatch(text, *compiled_);
}

Result<Pattern> compile_filter(const std::string& filter) {
  auto pattern = Pattern::compile(filter);
  if (!pattern) {
    // What is too long is not repeated.
    const std::string start = filter.size() > Pattern::kMaxBytes ? ":" : " " + filter;
    pattern.error().message = fmt::format("--filter{} {}", start, pattern.error().message);
  }
  return pattern;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Regular expressions that a user gives: of --filter, and of a policy's rules. In RE2's dialect
// (https://github.com/google/re2/wiki/Syntax), Perl's without look-around and back-references,
// which is searched in time linear in the text, whatever the pattern: no file can stop a run.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "harness/base/error.h"

namespace re2 {
class RE2;
}

namespace bpfmark {

// A value: copies share what was compiled. Safe to use from several threads.
class Pattern {
 public:
  static constexpr std::size_t kMaxBytes = 1000;

  // Bad input, without the pattern's own text ("is not a regular expression: ..."): it does not
  // compile, takes more memory than RE2 allows (8 MiB), or is longer than kMaxBytes.
  static Result<Pattern> compile(const std::string& pattern);

  // Whether a part of `text` matches.
  bool found_in(const std::string& text) const;

 private:
  explicit Pattern(std::shared_ptr<const re2::RE2> compiled) : compiled_(std::move(compiled)) {}

  std::shared_ptr<const re2::RE2> compiled_;
};

// The pattern of --filter. Bad input: as Pattern::compile().
Result<Pattern> compile_filter(const std::string& filter);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// JSON from text that is not trusted. The text is walked before anything is built from it: nesting
// and the number of values are bounded, and a key that stands twice in one object, which a JSON
// library lets pass, is a mistake.
#pragma once

#include <cstddef>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "harness/json/mistakes.h"

namespace bpfmark {

struct JsonRules {
  std::size_t max_depth = 0;  // below the stack's limit for whatever walks the document later
  std::size_t max_values = std::numeric_limits<std::size_t>::max();
  // By people: // and /* */ comments are allowed, and each key that stands twice is named. By
  // programs: the first mistake ends it.
  bool is_by_hand = false;
};

// Suites and policies; a suite needs seven levels.
inline constexpr JsonRules kJsonByHand{.max_depth = 32, .is_by_hand = true};
// Results and profiles. An empty object takes three bytes of text and about 70 of memory: 256 MiB
// of them would not fit.
inline constexpr JsonRules kJsonByProgram{.max_depth = 64, .max_values = std::size_t{1} << 24};

// Whether the text is JSON and within the rules; if not, says at which line and column it is none,
// or which value (JSON path) breaks a rule. Builds nothing.
bool check_json(std::string_view text, const JsonRules& rules, Mistakes& mistakes);

// The document; nothing where check_json() fails. By hand, keys that stand twice are only reported.
std::optional<nlohmann::json> parse_json(std::string_view text, const JsonRules& rules,
                                         Mistakes& mistakes);

}  // namespace bpfmark

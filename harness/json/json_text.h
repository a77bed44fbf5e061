// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// JSON with // and /* */ comments from text that is not trusted: nesting is bounded, and a key that
// stands twice in one object, which a JSON library lets pass, is a mistake.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "harness/json/mistakes.h"

namespace bpfmark {

// Nothing where the text is not JSON or is nested too deeply; a duplicate key is only reported.
std::optional<nlohmann::json> parse_json(const std::string& text, Mistakes& mistakes);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A first pass over JSON text, without building anything from it: what a later parse must not meet.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/base/error.h"

namespace bpfmark {

inline constexpr std::size_t kMaxJsonDepth = 64;
// An empty object takes three bytes of text and about 70 of memory: 256 MiB of them would not fit.
inline constexpr std::size_t kMaxJsonValues = std::size_t{1} << 24;

// Bad input: not JSON (line and column), NaN or Infinity, nested deeper than kMaxJsonDepth, more
// than `max_values` values, a key that one object holds twice (JSON path). `source` names the
// text in messages.
Result<void> check_json(std::string_view text, const std::string& source,
                        std::size_t max_values = kMaxJsonValues);

// ".key" of a JSON path, or "[\"odd key\"]"; long keys are shortened.
std::string json_path_member(std::string_view key);

// At most `limit` bytes of `text`, cut between characters.
std::string_view utf8_prefix(std::string_view text, std::size_t limit);

}  // namespace bpfmark

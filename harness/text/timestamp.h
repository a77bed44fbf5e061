// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The times of result files: RFC 3339, such as "2026-01-31T12:00:00Z" or "...:00.25+01:00".
#pragma once

#include <optional>
#include <string>

namespace bpfmark {

// Seconds since 1970-01-01T00:00:00Z. None where `text` is no such time.
std::optional<double> unix_seconds(const std::string& text);

}  // namespace bpfmark

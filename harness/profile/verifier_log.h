// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What can be read out of a verifier log. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace bpfmark {

// The last lines of a rejection that say why: the failing instructions with their source and the
// verdict, without the statistics that follow.
std::string telling_end(const std::string& log);

// The stack of the program with its subprograms, from the statistics' line "stack depth 16+8": the
// sum. None where the log has no such line.
std::optional<std::uint32_t> stack_bytes_of(const std::string& statistics);

}  // namespace bpfmark

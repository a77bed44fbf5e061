// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Text from a file inside a one-line message: control characters escaped, what is long shortened,
// so that no input can break the message or flood the terminal. (printable() of text_width.h is for
// cells of a table: it keeps their width.)
#pragma once

#include <string>
#include <string_view>

namespace bpfmark {

// Control characters as \x1b; what is longer than `limit` bytes ends in "...".
std::string escaped(std::string_view text, std::size_t limit = std::string_view::npos);

// The same in double quotes, at most 60 bytes.
// Not named "quoted": std::quoted would be found for a std::string and preferred.
std::string in_quotes(std::string_view text);

// At most `limit` bytes of `text`, cut between characters.
std::string_view utf8_prefix(std::string_view text, std::size_t limit);

}  // namespace bpfmark

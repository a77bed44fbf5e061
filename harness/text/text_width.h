// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Text by the columns that it takes on a terminal, not by its bytes. Input is UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bpfmark {

// Safe to print: control characters (an escape sequence in a name could rewrite the screen), marks
// that change the direction of text, and bytes that are not UTF-8 become U+FFFD.
std::string printable(std::string_view text);

// Columns on a terminal: 0 for combining marks, 2 for East Asian wide characters and emoji.
std::size_t display_width(std::string_view text);

// At most `width` columns; what is longer loses its middle to an ellipsis, since versions tend to
// differ at their end.
std::string shorten(std::string_view text, std::size_t width);

std::string pad_right(std::string_view text, std::size_t width);
std::string pad_left(std::string_view text, std::size_t width);

// Broken between words, or within one that is longer than a line; the lines after the first are
// indented by two. At least one line. `width` is at least 10.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

}  // namespace bpfmark

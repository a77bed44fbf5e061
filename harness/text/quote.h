// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Text from a file inside a one-line message: in double quotes, control characters escaped, what is
// long shortened, so that no input can break the message or flood the terminal.
#pragma once

#include <string>
#include <string_view>

namespace bpfmark {

// Not named "quoted": std::quoted would be found for a std::string and preferred.
std::string in_quotes(std::string_view text);

// The same without the quotes, for text that already says what it is.
std::string printable(std::string_view text, std::size_t limit);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/quote.h"

#include <fmt/format.h>

namespace bpfmark {

std::string escaped(std::string_view text, std::size_t limit) {
  const std::string_view shown = utf8_prefix(text, limit);
  std::string out;
  for (const char c : shown) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  if (shown.size() < text.size()) out += "...";
  return out;
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t kMaxBytes = 60;
  return '"' + escaped(text, kMaxBytes) + '"';
}

std::string_view utf8_prefix(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

}  // namespace bpfmark

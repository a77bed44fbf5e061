// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/quote.h"

#include <fmt/format.h>

namespace bpfmark {
namespace {

constexpr std::size_t kQuotedLimit = 60;

// A cut inside a UTF-8 sequence would print as a broken character.
std::size_t cut_at(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text.size();
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  return limit;
}

}  // namespace

std::string printable(std::string_view text, std::size_t limit) {
  const std::size_t end = cut_at(text, limit);
  std::string out;
  for (const char c : text.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  if (end < text.size()) out += "...";
  return out;
}

std::string in_quotes(std::string_view text) {
  return '"' + printable(text, kQuotedLimit) + '"';
}

}  // namespace bpfmark

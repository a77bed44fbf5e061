// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/text_width.h"

#include <algorithm>
#include <iterator>

namespace bpfmark {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr std::string_view kReplacementText = "\uFFFD";
constexpr std::string_view kEllipsis = "\u2026";

struct Character {
  char32_t code = kReplacement;
  std::string_view bytes;
};

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode 15, shortened: general categories Mn and Cf in the scripts that names are likely to use.
constexpr Range kZeroWidth[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},  {0x064B, 0x065F},
    {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x200B, 0x200D}, {0x2060, 0x2064},  {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0xE0100, 0xE01EF}};

// Unicode 15, EastAsianWidth.txt: W and F, neighbouring blocks joined.
constexpr Range kWide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},
    {0x2614, 0x2615},   {0x2648, 0x2653},   {0x26A1, 0x26A1},   {0x26D4, 0x26D4},
    {0x2705, 0x2705},   {0x274C, 0x274C},   {0x2753, 0x2755},   {0x2E80, 0x303E},
    {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
    {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF},
    {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD}};

// Controls (C0, DEL, C1), line separators, and the marks that reverse text (CVE-2021-42574).
constexpr Range kUnprintable[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0x200E, 0x200F},
                                  {0x2028, 0x202E}, {0x2066, 0x2069}, {kReplacement, kReplacement}};

template <std::size_t N>
bool is_in(const Range (&ranges)[N], char32_t code) {
  return std::any_of(std::begin(ranges), std::end(ranges), [code](const Range& range) {
    return code >= range.first && code <= range.last;
  });
}

std::size_t width_of(char32_t code) {
  if (code < kZeroWidth[0].first) return 1;
  if (is_in(kZeroWidth, code)) return 0;
  return is_in(kWide, code) ? 2 : 1;
}

std::size_t expected_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

// The first character of `text`, which is not empty; a byte that begins none is one of its own.
Character first_character(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = expected_length(byte(0));
  if (length == 0 || length > text.size()) return {kReplacement, text.substr(0, 1)};
  if (length == 1) return {byte(0), text.substr(0, 1)};
  char32_t code = byte(0) & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {kReplacement, text.substr(0, 1)};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  constexpr char32_t kSmallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kSmallest[length] || code > 0x10FFFF || surrogate) {
    return {kReplacement, text.substr(0, 1)};
  }
  return {code, text.substr(0, length)};
}

std::vector<Character> characters_of(std::string_view text) {
  std::vector<Character> characters;
  while (!text.empty()) {
    characters.push_back(first_character(text));
    text.remove_prefix(characters.back().bytes.size());
  }
  return characters;
}

// The bytes of as many characters, from the front, as fit into `width`; at least one character.
std::size_t prefix_bytes(std::string_view text, std::size_t width) {
  std::size_t bytes = 0;
  std::size_t used = 0;
  for (const Character& character : characters_of(text)) {
    used += width_of(character.code);
    if (used > width && bytes > 0) break;
    bytes += character.bytes.size();
  }
  return bytes;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  for (const Character& character : characters_of(text)) {
    out += is_in(kUnprintable, character.code) ? kReplacementText : character.bytes;
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character character = first_character(text);
    width += width_of(character.code);
    text.remove_prefix(character.bytes.size());
  }
  return width;
}

std::string shorten(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  const std::vector<Character> characters = characters_of(text);
  const std::size_t tail_width = (width - 1) / 2;
  const std::size_t head_width = width - 1 - tail_width;
  std::string head;
  std::size_t used = 0;
  for (const Character& character : characters) {
    used += width_of(character.code);
    if (used > head_width) break;
    head += character.bytes;
  }
  std::string tail;
  used = 0;
  for (auto it = characters.rbegin(); it != characters.rend(); ++it) {
    used += width_of(it->code);
    if (used > tail_width) break;
    tail.insert(0, it->bytes);
  }
  return head + std::string(kEllipsis) + tail;
}

std::string pad_right(std::string_view text, std::size_t width) {
  const std::size_t used = display_width(text);
  return std::string(text) + std::string(width > used ? width - used : 0, ' ');
}

std::string pad_left(std::string_view text, std::size_t width) {
  const std::size_t used = display_width(text);
  return std::string(width > used ? width - used : 0, ' ') + std::string(text);
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  bool line_has_word = false;
  while (!text.empty()) {
    std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    while (!word.empty()) {
      const std::size_t used = display_width(lines.back()) + (line_has_word ? 1 : 0);
      if (line_has_word && used + display_width(word) > width) {
        lines.emplace_back("  ");
        line_has_word = false;
        continue;
      }
      const std::size_t bytes = prefix_bytes(word, width - used);
      lines.back().append(line_has_word ? " " : "").append(word.substr(0, bytes));
      line_has_word = true;
      word.remove_prefix(bytes);
    }
  }
  return lines;
}

}  // namespace bpfmark

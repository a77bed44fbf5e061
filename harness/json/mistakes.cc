// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/json/mistakes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <numeric>

#include "harness/text/quote.h"

namespace bpfmark {
namespace {

// A file of millions of mistakes is not a suite: the first hundred tell enough.
constexpr std::size_t kMaxLines = 100;
constexpr std::size_t kMaxAllowedShown = 20;
constexpr std::size_t kMaxSuggestedBytes = 64;

bool is_word(std::string_view key) {
  return !key.empty() && key.size() <= kMaxSuggestedBytes &&
         std::all_of(key.begin(), key.end(), [](unsigned char c) {
           return c < 0x80 && (std::isalnum(c) != 0 || c == '_');
         });
}

char lower(char c) {
  return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

// Levenshtein's distance, upper and lower case being the same.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (lower(a[i]) == lower(b[j]) ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row.back();
}

std::string nearest(std::string_view text, const std::vector<std::string>& allowed) {
  if (text.size() > kMaxSuggestedBytes) return {};
  std::string best;
  std::size_t min = std::max<std::size_t>(2, text.size() / 3) + 1;
  for (const std::string& candidate : allowed) {
    if (candidate.size() > kMaxSuggestedBytes) continue;
    const std::size_t distance = edit_distance(text, candidate);
    // A word of which every letter differs is not a typing error.
    if (distance < min && distance < candidate.size()) {
      min = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace

bool Mistakes::full() const {
  return lines_.size() >= kMaxLines;
}

void Mistakes::add(const std::string& place, const std::string& text) {
  say(fmt::format("{}: {}", place, text));
}

void Mistakes::say(const std::string& sentence) {
  ++count_;
  if (!full()) lines_.push_back(fmt::format("{}: {}", file_, sentence));
}

Failure Mistakes::error() const {
  std::string detail = fmt::format("{}", fmt::join(lines_, "\n"));
  if (count_ > lines_.size()) {
    detail += fmt::format("\n{}: and {} more mistakes", file_, count_ - lines_.size());
  }
  return Failure(Error{ErrorKind::bad_input, lines_.at(0), 0, std::move(detail)});
}

Failure Mistakes::first_error() const {
  return bad_input(lines_.at(0));
}

std::string child_place(const std::string& place, std::string_view key) {
  if (is_word(key)) return fmt::format("{}.{}", place, key);
  return fmt::format("{}[{}]", place, in_quotes(key));
}

std::string element_place(const std::string& place, std::size_t index) {
  return fmt::format("{}[{}]", place, index);
}

std::string suggestion(std::string_view text, const std::vector<std::string>& allowed) {
  std::string out;
  if (const std::string word = nearest(text, allowed); !word.empty()) {
    out = fmt::format(", did you mean \"{}\"?", word);
  }
  const std::size_t shown = std::min(allowed.size(), kMaxAllowedShown);
  const auto end = allowed.begin() + static_cast<std::ptrdiff_t>(shown);
  out += fmt::format(
      "{} allowed: {}", out.empty() ? "," : "",
      allowed.empty() ? "nothing" : fmt::format("{}", fmt::join(allowed.begin(), end, ", ")));
  if (shown < allowed.size()) out += ", ...";
  return out;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/json/json_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

namespace bpfmark {
namespace {

constexpr std::size_t kMaxShownBytes = 80;

struct Level {
  bool is_array = false;
  std::size_t next_index = 0;
  std::string key;
  std::set<std::string> keys;
};

std::string line_and_column(std::string_view text, std::size_t bytes_read) {
  const std::string_view before = text.substr(0, bytes_read == 0 ? 0 : bytes_read - 1);
  const auto lines = std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("line {}, column {}", lines + 1, before.size() - line_start + 1);
}

// The library's message without its identifiers and position, which stand in ours.
std::string cause(std::string_view message) {
  const std::size_t dash = message.find(" - ");
  if (dash != std::string_view::npos) message.remove_prefix(dash + 3);
  const std::size_t bracket = message.find("] ");
  if (message.starts_with("[json") && bracket != std::string_view::npos) {
    message.remove_prefix(bracket + 2);
  }
  return std::string(utf8_prefix(message, kMaxShownBytes));
}

// Every handler returns false to end the parse, with the reason in error().
class Checker final : public nlohmann::json_sax<nlohmann::json> {
 public:
  Checker(std::string_view text, std::size_t max_values) : text_(text), max_values_(max_values) {}

  const std::string& error() const { return error_; }

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return open(false); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    levels_.back().key = key;
    if (levels_.back().keys.insert(key).second) return true;
    error_ = fmt::format("{} stands there twice; keep one", path());
    return false;
  }

  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::json::exception& exception) override {
    const bool constant = last_token.ends_with('N') || last_token.ends_with('I');
    error_ =
        fmt::format("{}: not JSON: {}{}", line_and_column(text_, position), cause(exception.what()),
                    constant ? " (NaN and Infinity are not JSON: unknown is null)" : "");
    return false;
  }

 private:
  bool value() {
    if (++values_ > max_values_) {
      error_ = fmt::format("{} is value number {}, more than any result file holds", path(),
                           max_values_ + 1);
      return false;
    }
    if (!levels_.empty() && levels_.back().is_array) ++levels_.back().next_index;
    return true;
  }

  bool open(bool is_array) {
    if (levels_.size() >= kMaxJsonDepth) {
      error_ = fmt::format("{} is nested deeper than {} levels", path(), kMaxJsonDepth);
      return false;
    }
    if (!value()) return false;
    levels_.push_back(Level{.is_array = is_array, .next_index = 0, .key = {}, .keys = {}});
    return true;
  }

  bool close() {
    levels_.pop_back();
    return true;
  }

  // Of the value that comes next; an array whose item is open has counted it already.
  std::string path() const {
    std::string path = "$";
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      const Level& level = levels_[i];
      const bool entered = i + 1 < levels_.size();
      path += level.is_array ? fmt::format("[{}]", level.next_index - (entered ? 1 : 0))
                             : json_path_member(level.key);
    }
    return path;
  }

  std::string_view text_;
  std::size_t max_values_;
  std::string error_;
  std::vector<Level> levels_;
  std::size_t values_ = 0;
};

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

}  // namespace

std::string_view utf8_prefix(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
  return text.substr(0, limit);
}

std::string json_path_member(std::string_view key) {
  if (!key.empty() && key.size() <= kMaxShownBytes &&
      std::all_of(key.begin(), key.end(), is_plain)) {
    return fmt::format(".{}", key);
  }
  const std::string_view shown = utf8_prefix(key, kMaxShownBytes);
  const nlohmann::json quoted = fmt::format("{}{}", shown, shown.size() < key.size() ? "..." : "");
  return fmt::format("[{}]", quoted.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace));
}

Result<void> check_json(std::string_view text, const std::string& source, std::size_t max_values) {
  if (text.empty()) return bad_input(fmt::format("{}: is empty, expected JSON", source));
  try {
    Checker checker(text, max_values);
    if (nlohmann::json::sax_parse(text, &checker)) return {};
    return bad_input(fmt::format("{}: {}", source, checker.error()));
  } catch (const std::exception& exception) {
    return bad_input(fmt::format("{}: not JSON: {}", source, exception.what()));
  }
}

}  // namespace bpfmark

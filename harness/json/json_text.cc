// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/json/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "harness/text/quote.h"

namespace bpfmark {
namespace {

using Json = nlohmann::json;

// A suite needs seven levels. Below the stack's limit for whatever walks the document later.
constexpr std::size_t kMaxDepth = 32;
constexpr std::size_t kMaxReasonBytes = 200;

std::string line_and_column(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("line {}, column {}", line, before.size() - start + 1);
}

// The library's message without its number and its own notion of the position.
std::string reason_of(std::string_view message) {
  for (const std::string_view prefix : {"] ", "column "}) {
    if (const std::size_t at = message.find(prefix); at != std::string_view::npos) {
      message.remove_prefix(at + prefix.size());
    }
  }
  if (const std::size_t at = message.find(": "); at != std::string_view::npos && at < 12) {
    message.remove_prefix(at + 2);
  }
  return printable(message, kMaxReasonBytes);
}

// Walks the text without building anything, before the document is built.
class Inspector : public nlohmann::json_sax<Json> {
 public:
  Inspector(std::string_view text, Mistakes& mistakes) : text_(text), mistakes_(mistakes) {}

  bool null() override { return begin_value(); }
  bool boolean(bool /*value*/) override { return begin_value(); }
  bool number_integer(number_integer_t /*value*/) override { return begin_value(); }
  bool number_unsigned(number_unsigned_t /*value*/) override { return begin_value(); }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override {
    return begin_value();
  }
  bool string(string_t& /*value*/) override { return begin_value(); }
  bool binary(binary_t& /*value*/) override { return begin_value(); }
  bool start_object(std::size_t /*elements*/) override { return begin_level(false); }
  bool start_array(std::size_t /*elements*/) override { return begin_level(true); }
  bool end_object() override { return end_level(); }
  bool end_array() override { return end_level(); }

  bool key(string_t& key) override {
    Level& level = levels_.back();
    level.key = key;
    if (!level.keys.insert(key).second) {
      mistakes_.add(place(), "duplicate key, each may stand once in an object");
    }
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& error) override {
    const std::size_t offset = std::min(position == 0 ? 0 : position - 1, text_.size());
    mistakes_.add(line_and_column(text_, offset), "not JSON: " + reason_of(error.what()));
    return false;
  }

 private:
  struct Level {
    bool is_array = false;
    std::size_t elements = 0;
    std::string key;
    std::set<std::string> keys;
  };

  bool begin_value() {
    if (!levels_.empty() && levels_.back().is_array) ++levels_.back().elements;
    return true;
  }

  bool begin_level(bool is_array) {
    begin_value();
    if (levels_.size() == kMaxDepth) {
      mistakes_.add(place(), fmt::format("nested deeper than {} levels", kMaxDepth));
      return false;
    }
    levels_.push_back(Level{is_array, 0, {}, {}});
    return true;
  }

  bool end_level() {
    levels_.pop_back();
    return true;
  }

  std::string place() const {
    std::string place = "$";
    for (const Level& level : levels_) {
      place =
          level.is_array ? element_place(place, level.elements - 1) : child_place(place, level.key);
    }
    return place;
  }

  std::string_view text_;
  Mistakes& mistakes_;
  std::vector<Level> levels_;
};

}  // namespace

std::optional<Json> parse_json(const std::string& text, Mistakes& mistakes) {
  Inspector inspector(text, mistakes);
  if (!Json::sax_parse(text, &inspector, Json::input_format_t::json, true, true)) {
    return std::nullopt;
  }
  return Json::parse(text, nullptr, false, true);
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/json/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "harness/text/quote.h"

namespace bpfmark {
namespace {

using Json = nlohmann::json;

std::string line_and_column(std::string_view text, std::size_t bytes_read) {
  const std::string_view before = text.substr(0, bytes_read == 0 ? 0 : bytes_read - 1);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
  return fmt::format("line {}, column {}", line, before.size() - start + 1);
}

// The library's message without its number, its notion of the position and what it was parsing.
std::string cause(std::string_view message) {
  constexpr std::size_t kMaxBytes = 80;
  for (const std::string_view before : {" - ", "] "}) {
    if (const std::size_t at = message.find(before); at != std::string_view::npos) {
      return escaped(message.substr(at + before.size()), kMaxBytes);
    }
  }
  return escaped(message, kMaxBytes);
}

// Every handler returns false to end the walk, with its reason among the mistakes.
class Inspector final : public nlohmann::json_sax<Json> {
 public:
  Inspector(std::string_view text, const JsonRules& rules, Mistakes& mistakes)
      : text_(text), rules_(rules), mistakes_(mistakes) {}

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
    if (level.keys.insert(key).second) return true;
    if (!rules_.is_by_hand) return refuse("stands there twice; keep one");
    mistakes_.add(place(), "duplicate key, each may stand once in an object");
    return true;
  }

  bool parse_error(std::size_t position, const std::string& token,
                   const nlohmann::detail::exception& error) override {
    const bool constant = token.ends_with('N') || token.ends_with('I');
    mistakes_.add(line_and_column(text_, position),
                  fmt::format("not JSON: {}{}", cause(error.what()),
                              constant ? " (NaN and Infinity are not JSON: unknown is null)" : ""));
    return false;
  }

 private:
  struct Level {
    bool is_array = false;
    std::size_t next = 0;  // index
    std::string key;
    std::set<std::string> keys;
  };

  bool refuse(const std::string& what) {
    if (rules_.is_by_hand) {
      mistakes_.add(place(), what);
    } else {
      mistakes_.say(place() + " " + what);
    }
    return false;
  }

  bool begin_value() {
    if (++values_ > rules_.max_values) {
      return refuse(fmt::format("is value number {}, more than any result file holds",
                                rules_.max_values + 1));
    }
    if (!levels_.empty() && levels_.back().is_array) ++levels_.back().next;
    return true;
  }

  bool begin_level(bool is_array) {
    if (levels_.size() >= rules_.max_depth) {
      return refuse(fmt::format("is nested deeper than {} levels", rules_.max_depth));
    }
    if (!begin_value()) return false;
    levels_.push_back(Level{.is_array = is_array, .next = 0, .key = {}, .keys = {}});
    return true;
  }

  bool end_level() {
    levels_.pop_back();
    return true;
  }

  // Of the value that comes next; an array whose item is open has counted it already.
  std::string place() const {
    std::string place = "$";
    for (std::size_t i = 0; i < levels_.size(); ++i) {
      const Level& level = levels_[i];
      const bool entered = i + 1 < levels_.size();
      place = level.is_array ? element_place(place, level.next - (entered ? 1 : 0))
                             : child_place(place, level.key);
    }
    return place;
  }

  std::string_view text_;
  const JsonRules& rules_;
  Mistakes& mistakes_;
  std::vector<Level> levels_;
  std::size_t values_ = 0;
};

}  // namespace

bool check_json(std::string_view text, const JsonRules& rules, Mistakes& mistakes) {
  if (text.empty() && !rules.is_by_hand) {
    mistakes.say("is empty, expected JSON");
    return false;
  }
  Inspector inspector(text, rules, mistakes);
  return Json::sax_parse(text, &inspector, Json::input_format_t::json, true, rules.is_by_hand);
}

std::optional<Json> parse_json(std::string_view text, const JsonRules& rules, Mistakes& mistakes) {
  if (!check_json(text, rules, mistakes)) return std::nullopt;
  return Json::parse(text, nullptr, false, rules.is_by_hand);
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/json/json_object.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "harness/text/quote.h"

namespace bpfmark {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxNameBytes = 64;

std::string type_mistake(const Json& value, std::string_view allowed) {
  const std::string_view type = value.type_name();
  const std::string_view article = type == "array" || type == "object" ? "an " : "a ";
  return fmt::format("is {}{}, allowed: {}", type == "null" ? "" : article, type, allowed);
}

}  // namespace

JsonObject::JsonObject(const Json& value, std::string place,
                       const std::vector<std::string>& allowed, Mistakes& mistakes)
    : value_(value), place_(std::move(place)), mistakes_(mistakes) {
  if (!value_.is_object()) {
    mistakes_.add(place_, type_mistake(value_, "an object"));
    return;
  }
  for (const auto& [key, ignored] : value_.items()) {
    if (std::find(allowed.begin(), allowed.end(), key) == allowed.end()) {
      wrong(key, "unknown key" + (mistakes_.full() ? "" : suggestion(key, allowed)));
    }
  }
}

const Json* JsonObject::find(const std::string& key) const {
  if (!value_.is_object()) return nullptr;
  const auto found = value_.find(key);
  return found == value_.end() ? nullptr : &*found;
}

const Json* JsonObject::require(const std::string& key) {
  const Json* value = find(key);
  if (value == nullptr && is_object()) wrong(key, "is missing");
  return value;
}

std::optional<std::string> JsonObject::text(const std::string& key) {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  return read_text(*value, place_of(key), mistakes_);
}

std::optional<std::string> JsonObject::require_text(const std::string& key) {
  return require(key) == nullptr ? std::nullopt : text(key);
}

std::optional<std::string> JsonObject::require_name(const std::string& key) {
  std::optional<std::string> name = require_text(key);
  if (!name || is_name(*name)) return name;
  wrong(key, fmt::format("{} is no name, allowed: 1..{} of A-Z a-z 0-9 . _ -", in_quotes(*name),
                         kMaxNameBytes));
  return std::nullopt;
}

std::optional<std::uint64_t> JsonObject::number(const std::string& key, std::uint64_t low,
                                                std::uint64_t high) {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  const std::string range = fmt::format("{}..{}", low, high);
  if (!value->is_number_integer()) {
    wrong(key, value->is_number()
                   ? fmt::format("{} is no whole number, allowed: {}", value->get<double>(), range)
                   : type_mistake(*value, "a number, " + range));
    return std::nullopt;
  }
  const bool negative = !value->is_number_unsigned() && value->get<std::int64_t>() < 0;
  if (negative || value->get<std::uint64_t>() < low) {
    wrong(key, fmt::format("{} is below {}, allowed: {}", value->dump(), low, range));
    return std::nullopt;
  }
  if (value->get<std::uint64_t>() > high) {
    wrong(key, fmt::format("{} is above {}, allowed: {}", value->dump(), high, range));
    return std::nullopt;
  }
  return value->get<std::uint64_t>();
}

std::optional<bool> JsonObject::flag(const std::string& key) {
  const Json* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  wrong(key, type_mistake(*value, "true, false"));
  return std::nullopt;
}

std::optional<std::string> read_text(const Json& value, const std::string& place,
                                     Mistakes& mistakes) {
  if (!value.is_string()) {
    mistakes.add(place, type_mistake(value, "a string"));
    return std::nullopt;
  }
  const auto& text = value.get_ref<const std::string&>();
  if (text.empty()) {
    mistakes.add(place, "is empty");
    return std::nullopt;
  }
  // The operating system would take what comes before it for the whole.
  if (text.find('\0') != std::string::npos) {
    mistakes.add(place, "holds a NUL character");
    return std::nullopt;
  }
  return text;
}

bool is_name(std::string_view text) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !text.empty() && text.size() <= kMaxNameBytes &&
         text.find_first_not_of(kAllowed) == std::string_view::npos;
}

const Json* check_list(const Json* value, const std::string& place, std::string_view what,
                       std::size_t max, Mistakes& mistakes) {
  if (value == nullptr) return nullptr;
  if (!value->is_array()) {
    mistakes.add(place, type_mistake(*value, fmt::format("a list of {}", what)));
    return nullptr;
  }
  if (value->empty()) {
    mistakes.add(place, "is empty, at least one is needed");
    return nullptr;
  }
  if (value->size() > max) {
    mistakes.add(place, fmt::format("holds {}, at most {} {} allowed", value->size(), max, what));
    return nullptr;
  }
  return value;
}

}  // namespace bpfmark

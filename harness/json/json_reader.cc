// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/json/json_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/json/json_text.h"
#include "harness/text/quote.h"

namespace bpfmark {
namespace {

constexpr std::string_view kText = "a string";
constexpr std::string_view kTextOrNull = "a string or null";
constexpr std::string_view kNumber = "a number";
constexpr std::string_view kNumberOrNull = "a number or null";
constexpr std::string_view kCount = "a whole number from 0 to 2^64-1";
constexpr std::string_view kCountOrNull = "a whole number from 0 to 2^64-1, or null";
constexpr std::string_view kBoolean = "true or false";
constexpr std::string_view kBooleanOrNull = "true, false or null";
constexpr std::string_view kObject = "an object";
constexpr std::string_view kObjectOrNull = "an object or null";

std::string describe(const nlohmann::json& value) {
  constexpr std::size_t kMaxShownBytes = 40;
  if (value.is_object() || value.is_array()) return value.is_array() ? "an array" : "an object";
  const std::string text = value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
  const std::string_view shown = utf8_prefix(text, kMaxShownBytes);
  return fmt::format("{}{}{}", value.is_string() ? "the string " : "", shown,
                     shown.size() < text.size() ? "...\"" : "");
}

// JSON does not tell 1.0 from 1: a whole number that another tool wrote as a float is one.
std::optional<std::uint64_t> as_count(const nlohmann::json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (!value.is_number_float()) return std::nullopt;
  constexpr double kExact = 9007199254740992.0;  // 2^53: above it, doubles skip whole numbers
  const double number = value.get<double>();
  if (!(number >= 0 && number <= kExact) || std::floor(number) != number) return std::nullopt;
  return static_cast<std::uint64_t>(number);
}

const nlohmann::json& empty_object() {
  static const nlohmann::json kEmpty = nlohmann::json::object();
  return kEmpty;
}

}  // namespace

ReportObject::ReportObject(const nlohmann::json& value, std::string path, Mistakes& mistakes)
    : value_(&value), path_(std::move(path)), mistakes_(&mistakes) {
  if (value.is_object()) return;
  mistyped(path_, value, kObject);
  value_ = &empty_object();
}

std::string ReportObject::path_of(std::string_view key) const {
  return child_place(path_, key);
}

void ReportObject::complain(std::string_view key, std::string_view what) const {
  complain_at(path_of(key), what);
}

void ReportObject::complain_at(const std::string& path, std::string_view what) const {
  mistakes_->say(fmt::format("{} {}", path, what));
}

bool ReportObject::has(const char* key) const {
  return value_->contains(key);
}

bool ReportObject::has_value(const char* key) const {
  const auto found = value_->find(key);
  return found != value_->end() && !found->is_null();
}

const nlohmann::json* ReportObject::find(const char* key, std::string_view expected) const {
  const auto found = value_->find(key);
  if (found != value_->end()) return &*found;
  complain(key, fmt::format("is missing: expected {}", expected));
  return nullptr;
}

void ReportObject::mistyped(const std::string& path, const nlohmann::json& found,
                            std::string_view expected) const {
  complain_at(path, fmt::format("is {}, expected {}", describe(found), expected));
}

std::string ReportObject::text(const char* key) const {
  const nlohmann::json* found = find(key, kText);
  if (found == nullptr) return {};
  if (found->is_string()) return found->get<std::string>();
  mistyped(path_of(key), *found, kText);
  return {};
}

std::optional<std::string> ReportObject::text_or_null(const char* key) const {
  const nlohmann::json* found = find(key, kTextOrNull);
  if (found == nullptr || found->is_null()) return std::nullopt;
  if (found->is_string()) return found->get<std::string>();
  mistyped(path_of(key), *found, kTextOrNull);
  return std::nullopt;
}

std::string ReportObject::one_of(const char* key,
                                 const std::vector<std::string_view>& words) const {
  const std::string expected = fmt::format("one of {}", fmt::join(words, ", "));
  const nlohmann::json* found = find(key, expected);
  if (found == nullptr) return {};
  if (found->is_string()) {
    std::string word = found->get<std::string>();
    if (std::find(words.begin(), words.end(), word) != words.end()) return word;
  }
  mistyped(path_of(key), *found, expected);
  return {};
}

double ReportObject::number(const char* key) const {
  const nlohmann::json* found = find(key, kNumber);
  if (found == nullptr) return 0;
  if (found->is_number()) return found->get<double>();
  mistyped(path_of(key), *found, kNumber);
  return 0;
}

std::optional<double> ReportObject::number_or_null(const char* key) const {
  const nlohmann::json* found = find(key, kNumberOrNull);
  if (found == nullptr || found->is_null()) return std::nullopt;
  if (found->is_number()) return found->get<double>();
  mistyped(path_of(key), *found, kNumberOrNull);
  return std::nullopt;
}

std::uint64_t ReportObject::count(const char* key) const {
  const nlohmann::json* found = find(key, kCount);
  if (found == nullptr) return 0;
  if (const auto number = as_count(*found)) return *number;
  mistyped(path_of(key), *found, kCount);
  return 0;
}

std::optional<std::uint64_t> ReportObject::count_or_null(const char* key) const {
  const nlohmann::json* found = find(key, kCountOrNull);
  if (found == nullptr || found->is_null()) return std::nullopt;
  if (const auto number = as_count(*found)) return number;
  mistyped(path_of(key), *found, kCountOrNull);
  return std::nullopt;
}

bool ReportObject::boolean(const char* key) const {
  const nlohmann::json* found = find(key, kBoolean);
  if (found == nullptr) return false;
  if (found->is_boolean()) return found->get<bool>();
  mistyped(path_of(key), *found, kBoolean);
  return false;
}

std::optional<bool> ReportObject::boolean_or_null(const char* key) const {
  const nlohmann::json* found = find(key, kBooleanOrNull);
  if (found == nullptr || found->is_null()) return std::nullopt;
  if (found->is_boolean()) return found->get<bool>();
  mistyped(path_of(key), *found, kBooleanOrNull);
  return std::nullopt;
}

const nlohmann::json* ReportObject::array(const char* key, std::string_view expected) const {
  const nlohmann::json* found = find(key, expected);
  if (found == nullptr || found->is_array()) return found;
  mistyped(path_of(key), *found, expected);
  return nullptr;
}

std::vector<double> ReportObject::numbers(const char* key) const {
  std::vector<double> values;
  const nlohmann::json* items = array(key, "an array of numbers");
  if (items == nullptr) return values;
  for (const nlohmann::json& item : *items) {
    if (!item.is_number()) {
      mistyped(element_place(path_of(key), values.size()), item, kNumber);
      break;
    }
    values.push_back(item.get<double>());
  }
  return values;
}

std::vector<std::string> ReportObject::texts(const char* key) const {
  std::vector<std::string> values;
  const nlohmann::json* items = array(key, "an array of strings");
  if (items == nullptr) return values;
  for (const nlohmann::json& item : *items) {
    if (!item.is_string()) {
      mistyped(element_place(path_of(key), values.size()), item, kText);
      break;
    }
    values.push_back(item.get<std::string>());
  }
  return values;
}

std::map<std::string, double> ReportObject::named_numbers(const char* key) const {
  std::map<std::string, double> values;
  const ReportObject members = object(key);
  for (const auto& [name, value] : members.value_->items()) {
    if (!value.is_number()) {
      mistyped(members.path_of(name), value, kNumber);
      break;
    }
    values[name] = value.get<double>();
  }
  return values;
}

ReportObject ReportObject::object(const char* key) const {
  const nlohmann::json* found = find(key, kObject);
  return {found == nullptr ? empty_object() : *found, path_of(key), *mistakes_};
}

std::optional<ReportObject> ReportObject::object_or_null(const char* key) const {
  const nlohmann::json* found = find(key, kObjectOrNull);
  if (found == nullptr || found->is_null()) return std::nullopt;
  if (found->is_object()) return ReportObject(*found, path_of(key), *mistakes_);
  mistyped(path_of(key), *found, kObjectOrNull);
  return std::nullopt;
}

void ReportObject::for_each_item(const char* key, const Item& item) const {
  const nlohmann::json* items = array(key, "an array of objects");
  if (items == nullptr) return;
  std::size_t index = 0;
  for (const nlohmann::json& value : *items) {
    item(ReportObject(value, element_place(path_of(key), index++), *mistakes_));
  }
}

void ReportObject::for_each_member(const char* key, const Member& member) const {
  const nlohmann::json* found = find(key, kObject);
  if (found == nullptr) return;
  const ReportObject object(*found, path_of(key), *mistakes_);
  for (const auto& [name, value] : object.value_->items()) {
    member(name, ReportObject(value, object.path_of(name), *mistakes_));
  }
}

Result<void> read_json(std::string_view text, const std::string& source,
                       const ReportObject::Item& read) {
  try {
    Mistakes mistakes(source);
    const auto document = parse_json(text, kJsonByProgram, mistakes);
    if (document) read(ReportObject(*document, "$", mistakes));
    if (mistakes.count() > 0) return mistakes.first_error();
    return {};
  } catch (const std::exception& exception) {
    return bad_input(fmt::format("{}: {}", source, exception.what()));
  }
}

}  // namespace bpfmark

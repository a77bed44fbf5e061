// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One object of a file that people write (a suite, a policy) while it is read: each value is taken
// by its key and type, and what is not as it should be, such as a key that nobody knows, is added
// to the mistakes. A value that is absent or wrong reads as nothing. (Files that programs write:
// json_reader.h.)
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "harness/json/mistakes.h"

namespace bpfmark {

class JsonObject {
 public:
  // Reports a `value` that is no object, and every key that is not in `allowed`.
  JsonObject(const nlohmann::json& value, std::string place,
             const std::vector<std::string>& allowed, Mistakes& mistakes);

  bool is_object() const { return value_.is_object(); }
  bool has(const std::string& key) const { return find(key) != nullptr; }
  const nlohmann::json* find(const std::string& key) const;
  const nlohmann::json* require(const std::string& key);  // reports that it is missing

  const std::string& place() const { return place_; }
  std::string place_of(const std::string& key) const { return child_place(place_, key); }
  Mistakes& mistakes() { return mistakes_; }
  void wrong(const std::string& key, const std::string& text) {
    mistakes_.add(place_of(key), text);
  }

  std::optional<std::string> text(const std::string& key);  // not empty
  std::optional<std::string> require_text(const std::string& key);
  std::optional<std::string> require_name(const std::string& key);
  std::optional<std::uint64_t> number(const std::string& key, std::uint64_t low,
                                      std::uint64_t high);
  std::optional<bool> flag(const std::string& key);

 private:
  const nlohmann::json& value_;
  std::string place_;
  Mistakes& mistakes_;
};

// The same for a value that stands in a list, or under a key that is a name itself.
std::optional<std::string> read_text(const nlohmann::json& value, const std::string& place,
                                     Mistakes& mistakes);

// Letters, digits, '.', '_' and '-', at most 64: what fits into a case's name, a file's name and
// other tools' formats.
bool is_name(std::string_view text);

// A list of 1..most, or null and a mistake. `what` is what it holds ("versions").
const nlohmann::json* check_list(const nlohmann::json* value, const std::string& place,
                                 std::string_view what, std::size_t max, Mistakes& mistakes);

}  // namespace bpfmark

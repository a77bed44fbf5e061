// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Typed access to a file that a program wrote (a result, a profile), perhaps a newer one: keys that
// nobody knows pass. A getter that does not find what it wants adds that to the mistakes, with its
// JSON path, and returns a default: the reading code stays a plain list of fields, and looks at the
// mistakes once, at its end. (Files that people write: json_object.h.)
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/json/mistakes.h"

namespace bpfmark {

// One object of the document. Borrows the document and the mistakes, which must outlive it.
class ReportObject {
 public:
  using Member = std::function<void(const std::string& key, const ReportObject& value)>;
  using Item = std::function<void(const ReportObject& value)>;

  // Complains where `value` is not an object.
  ReportObject(const nlohmann::json& value, std::string path, Mistakes& mistakes);

  const std::string& path() const { return path_; }
  std::string path_of(std::string_view key) const;
  void complain(std::string_view key, std::string_view what) const;
  void complain_at(const std::string& path, std::string_view what) const;
  // A key that is not in the design's contract: an older writer need not have written it.
  bool has(const char* key) const;
  bool has_value(const char* key) const;  // and not null

  std::string text(const char* key) const;
  std::optional<std::string> text_or_null(const char* key) const;
  std::string one_of(const char* key, const std::vector<std::string_view>& words) const;
  double number(const char* key) const;
  std::optional<double> number_or_null(const char* key) const;
  std::uint64_t count(const char* key) const;
  std::optional<std::uint64_t> count_or_null(const char* key) const;
  bool boolean(const char* key) const;
  std::optional<bool> boolean_or_null(const char* key) const;
  std::vector<double> numbers(const char* key) const;
  std::vector<std::string> texts(const char* key) const;
  std::map<std::string, double> named_numbers(const char* key) const;
  ReportObject object(const char* key) const;
  std::optional<ReportObject> object_or_null(const char* key) const;
  void for_each_item(const char* key, const Item& item) const;
  void for_each_member(const char* key, const Member& member) const;

 private:
  const nlohmann::json* find(const char* key, std::string_view expected) const;
  const nlohmann::json* array(const char* key, std::string_view expected) const;
  void mistyped(const std::string& path, const nlohmann::json& found,
                std::string_view expected) const;

  const nlohmann::json* value_;
  std::string path_;
  Mistakes* mistakes_;
};

// Gives the whole document to `read`. Bad input: what parse_json() refuses, and the first mistake
// that `read` met. `source` names the text in messages.
Result<void> read_json(std::string_view text, const std::string& source,
                       const ReportObject::Item& read);

}  // namespace bpfmark

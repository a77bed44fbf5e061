// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Typed access to a parsed JSON document that was written by who knows whom. A getter that does not
// find what it wants notes the first such mistake, with its JSON path, and returns a default: the
// reading code stays a plain list of fields, and looks at the complaint once, at its end.
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

namespace bpfmark {

// The first mistake, as "$.path.of.it what is wrong"; empty where there is none.
class Complaint {
 public:
  void add(const std::string& path, std::string_view what);
  const std::string& first() const { return first_; }

 private:
  std::string first_;
};

// One object of the document. Borrows the document and the complaint, which must outlive it.
class ReportObject {
 public:
  using Member = std::function<void(const std::string& key, const ReportObject& value)>;
  using Item = std::function<void(const ReportObject& value)>;

  // Complains where `value` is not an object.
  ReportObject(const nlohmann::json& value, std::string path, Complaint& complaint);

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
  Complaint* complaint_;
};

// Gives the whole document to `read`. Bad input: what check_json() refuses, and the first mistake
// that `read` met. `source` names the text in messages.
Result<void> read_json(std::string_view text, const std::string& source,
                       const ReportObject::Item& read);

}  // namespace bpfmark

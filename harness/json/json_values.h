// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Values on their way into JSON: what is unknown, empty or not finite is null.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace bpfmark {

// Keeps the order of insertion, which is that of results/schema.json.
using OrderedJson = nlohmann::ordered_json;

OrderedJson json_number(std::optional<double> value);

// An instruction count reads better as 38 than as 38.0; both are the same number to JSON.
OrderedJson json_count(std::optional<double> value);

OrderedJson json_text(const std::string& text);

template <typename T>
OrderedJson json_or_null(const std::optional<T>& value) {
  if (!value) return nullptr;
  return *value;
}

// Bytes that are not UTF-8 become U+FFFD. `indent` -1: one line.
std::string json_dump(const OrderedJson& json, int indent);

}  // namespace bpfmark

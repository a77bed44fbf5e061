// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/json/json_values.h"

#include <cmath>
#include <cstdint>

namespace bpfmark {

OrderedJson json_number(std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return nullptr;
  return *value;
}

OrderedJson json_count(std::optional<double> value) {
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (!value || !(std::abs(*value) <= kExact) || std::trunc(*value) != *value) {
    return json_number(value);
  }
  if (*value == 0 && std::signbit(*value)) return json_number(value);
  return static_cast<std::int64_t>(*value);
}

OrderedJson json_text(const std::string& text) {
  if (text.empty()) return nullptr;
  return text;
}

std::string json_dump(const OrderedJson& json, int indent) {
  return json.dump(indent, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace bpfmark

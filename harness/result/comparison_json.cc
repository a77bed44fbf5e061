// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/comparison_json.h"

#include <cmath>

namespace bpfmark {
namespace {

using Json = nlohmann::ordered_json;

Json number(std::optional<double> value) {
  if (!value || !std::isfinite(*value)) return nullptr;
  return *value;
}

Json text(const std::string& value) {
  if (value.empty()) return nullptr;
  return value;
}

}  // namespace

Json comparison_json(const Comparison& comparison) {
  return Json{{"name", comparison.name},
              {"metric", comparison.metric},
              {"unit", text(comparison.unit)},
              {"exact", comparison.exact},
              {"base", comparison.base},
              {"new", comparison.new_version},
              {"base_value", number(comparison.base_value)},
              {"new_value", number(comparison.new_value)},
              {"ratio", number(comparison.ratio)},
              {"difference", number(comparison.difference)},
              {"ci_low", number(comparison.ci_low)},
              {"ci_high", number(comparison.ci_high)},
              {"p_value", number(comparison.p_value)},
              {"threshold", number(comparison.threshold)},
              {"counts", comparison.counts},
              {"verdict", comparison.verdict},
              {"note", text(comparison.note)}};
}

}  // namespace bpfmark

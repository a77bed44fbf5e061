// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "harness/base/file.h"
#include "harness/gate/policy/policy.h"
#include "harness/json/json_object.h"
#include "harness/json/json_text.h"
#include "harness/json/mistakes.h"
#include "harness/result/metrics.h"

namespace bpfmark {
namespace {

constexpr std::size_t kMaxPolicyBytes = 1u << 20;
constexpr std::size_t kMaxRules = 1000;

const std::vector<std::string>& allowed_metrics() {
  static const std::vector<std::string> kAllowed = [] {
    std::vector<std::string> names = {"*"};
    for (const MetricInfo& info : known_metrics()) {
      if (info.has_policy) names.emplace_back(info.name);
    }
    return names;
  }();
  return kAllowed;
}

std::optional<double> read_threshold(JsonObject& rule, const char* key) {
  const nlohmann::json* value = rule.find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number() || !std::isfinite(value->get<double>()) || value->get<double>() < 0) {
    rule.wrong(key, "is not a number of 0 or more");
    return std::nullopt;
  }
  return value->get<double>();
}

// None where it is absent or wrong; `written` is as it was written.
std::optional<Pattern> read_pattern(JsonObject& rule, std::string& written) {
  const auto text = rule.text("name");
  if (!text) return std::nullopt;
  written = *text;
  const auto pattern = Pattern::compile(*text);
  if (pattern) return *pattern;
  rule.wrong("name", pattern.error().message);
  return std::nullopt;
}

void read_rule(const nlohmann::json& value, const std::string& file, const std::string& place,
               Mistakes& mistakes, Policy& policy) {
  JsonObject object(value, place, {"metric", "name", "absolute", "relative", "counts"}, mistakes);
  if (!object.is_object()) return;
  PolicyRule rule;
  rule.metric = object.require_text("metric").value_or("");
  const auto& known = allowed_metrics();
  if (!rule.metric.empty() && std::find(known.begin(), known.end(), rule.metric) == known.end()) {
    object.wrong("metric", "is not a metric" + suggestion(rule.metric, known));
  }
  rule.name = read_pattern(object, rule.pattern);
  rule.place = fmt::format("{}: {}", file, object.place_of("name"));
  rule.absolute = read_threshold(object, "absolute");
  rule.relative = read_threshold(object, "relative");
  rule.counts = object.flag("counts");
  policy.add(std::move(rule));
}

}  // namespace

Result<Policy> read_policy(const std::filesystem::path& path, Policy defaults) {
  BPFMARK_ASSIGN(text, read_file(path, kMaxPolicyBytes));
  Mistakes mistakes(path.string());
  Policy policy = std::move(defaults);
  if (const auto json = parse_json(text, kJsonByHand, mistakes)) {
    JsonObject root(*json, "$", {"schema_version", "rules"}, mistakes);
    if (root.is_object()) {
      root.number("schema_version", kPolicySchemaVersion, kPolicySchemaVersion);
      root.require("schema_version");
      const std::string place = root.place_of("rules");
      const nlohmann::json* rules =
          check_list(root.require("rules"), place, "rules", kMaxRules, mistakes);
      for (std::size_t i = 0; rules != nullptr && i < rules->size(); ++i) {
        read_rule((*rules)[i], path.string(), element_place(place, i), mistakes, policy);
      }
    }
  }
  if (mistakes.count() > 0) return mistakes.error();
  return policy;
}

}  // namespace bpfmark

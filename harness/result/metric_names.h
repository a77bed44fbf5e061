// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the names of metrics tell.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bpfmark {

// Of the quiet regime: none.
inline constexpr std::string_view kContendedSuffix = "_contended";

inline bool is_contended(std::string_view metric) {
  return metric.ends_with(kContendedSuffix);
}

inline std::string without_regime(std::string_view metric) {
  if (is_contended(metric)) metric.remove_suffix(kContendedSuffix.size());
  return std::string(metric);
}

// Time with the kernel's loop and the driver in it: net says the same more precisely.
inline bool is_gross(const std::string& metric) {
  return metric.starts_with("ns_per_packet") && metric.find("_net") == std::string::npos;
}

// The metric that says in cycles what `metric` says in ns; none for what is no time.
inline std::optional<std::string> cycles_of_time(const std::string& metric) {
  if (!metric.starts_with("ns_")) return std::nullopt;
  return "cycles_" + metric.substr(3);
}

// The unit of a time, by its metric's name; none for what is no time.
inline std::optional<std::string> unit_of_time(const std::string& metric) {
  if (metric.starts_with("ns_")) return "ns";
  if (metric.starts_with("cycles_")) return "cycles";
  return std::nullopt;
}

// What is counted by the second, such as packets/s, is better where there is more of it; all else
// where there is less.
inline bool more_is_better(const std::string& unit) {
  return unit.ends_with("/s");
}

// What `run` says of a row of the live self-test, beside what was measured there.
inline bool is_predicted(const std::string& metric) {
  return metric.ends_with("_predicted");
}

}  // namespace bpfmark

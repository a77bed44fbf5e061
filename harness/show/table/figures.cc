// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/table/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace bpfmark {
namespace {

constexpr int kMaxDecimals = 3;
constexpr std::string_view kUnknown = "\u2014";

bool is_known(const std::optional<double>& value) {
  return value && std::isfinite(*value);
}

// Decimals that show `value` with `digits` significant ones, after rounding: 0.0996 has two as
// 0.10.
int decimals_for(double value, int digits) {
  const std::string scientific = fmt::format("{:.{}e}", value, digits - 1);
  const int exponent = std::atoi(scientific.c_str() + scientific.find('e') + 1);
  return std::clamp(digits - 1 - exponent, 0, kMaxDecimals);
}

std::string fixed(double value, int decimals, bool with_sign) {
  constexpr double kTooLong = 1e7;
  if (std::abs(value) >= kTooLong) return fmt::format("{:.2e}", value);
  std::string text = fmt::format("{:.{}f}", value, decimals);
  const bool is_zero = text.find_first_of("123456789") == std::string::npos;
  if (is_zero && text.front() == '-') text.erase(0, 1);
  return with_sign && text.front() != '-' ? "+" + text : text;
}

Figure format(std::optional<double> value, std::optional<double> low, std::optional<double> high,
              bool with_sign) {
  if (!is_known(value)) return {std::string(kUnknown), {}};
  if (!is_known(low) || !is_known(high)) {
    return {fixed(*value, *value == 0 ? 0 : decimals_for(*value, 3), with_sign), {}};
  }
  const double below = *value - *low;
  const double above = *high - *value;
  const double half_width = std::max(std::abs(below), std::abs(above));
  const int decimals = half_width > 0 ? decimals_for(half_width, 2) : kMaxDecimals;
  std::string shown = fixed(*value, decimals, with_sign);
  // A t interval is symmetric but for rounding; one per cent of it would not show in two digits.
  if (std::abs(above - below) > 0.01 * half_width) {
    return {std::move(shown), fmt::format("{}..{}", fixed(*low, decimals, with_sign),
                                          fixed(*high, decimals, with_sign))};
  }
  const bool too_small = half_width > 0 && half_width < 0.0005;
  return {std::move(shown),
          too_small ? "\u00b1<0.001" : "\u00b1" + fixed(half_width, decimals, false)};
}

}  // namespace

Figure figure_of(std::optional<double> value, std::optional<double> low,
                 std::optional<double> high) {
  return format(value, low, high, false);
}

Figure figure_of(const Metric* metric) {
  if (metric == nullptr) return {std::string(kUnknown), {}};
  return format(metric->value, metric->ci_low, metric->ci_high, false);
}

Figure change_of(const Comparison& comparison) {
  return format(comparison.difference, comparison.ci_low, comparison.ci_high, true);
}

std::string coarse_figure(const Metric* metric) {
  const Figure figure = figure_of(metric);
  const std::size_t point = figure.value.find('.');
  const bool has_more = point != std::string::npos && figure.value.size() > point + 2 &&
                        figure.value.find('e') == std::string::npos;
  return has_more ? fixed(*metric->value, 1, false) : figure.value;
}

std::string count_figure(const Metric* metric) {
  if (metric == nullptr || !is_known(metric->value)) return std::string(kUnknown);
  constexpr std::size_t kMaxWidth = 10;
  std::string text = fmt::format("{}", *metric->value);
  return text.size() <= kMaxWidth ? text : fmt::format("{:.3g}", *metric->value);
}

std::string percent_of(std::optional<double> ratio) {
  if (!is_known(ratio)) return {};
  if (*ratio >= 10) return fmt::format("\u00d7{}", fixed(*ratio, 0, false));
  const double percent = (*ratio - 1) * 100;
  return fmt::format("{} %", fixed(percent, std::abs(percent) < 9.95 ? 1 : 0, true));
}

std::string share_figure(double share) {
  if (share > 0 && share < 0.01) return "<1 %";
  if (share < 1 && share > 0.99) return ">99 %";
  return fmt::format("{:.0f} %", share * 100);
}

std::string verdicts_figure(const std::map<std::string, double>& verdicts) {
  if (verdicts.size() == 1) return verdicts.begin()->first;
  std::string text;
  for (const auto& [word, share] : verdicts) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", word, share_figure(share));
  }
  return text;
}

std::string verdicts_change(const Comparison& comparison) {
  const std::string base = verdicts_figure(comparison.base_verdicts);
  std::string changed = verdicts_figure(comparison.new_verdicts);
  if (base.empty() || base == changed) return changed;
  return changed.empty() ? base : fmt::format("{} -> {}", base, changed);
}

}  // namespace bpfmark

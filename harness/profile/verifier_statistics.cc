// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/verifier_statistics.h"

#include <charconv>
#include <string_view>

namespace bpfmark {
namespace {

template <typename T>
std::optional<T> take_number(std::string_view& text) {
  T value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(parsed.ptr - text.data()));
  return value;
}

// What follows the last `label`, for a log may hold earlier texts with the same words.
std::string_view after_last(std::string_view log, std::string_view label) {
  const std::size_t at = log.rfind(label);
  return at == std::string_view::npos ? std::string_view() : log.substr(at + label.size());
}

std::vector<std::size_t> stack_depths(std::string_view text) {
  std::vector<std::size_t> depths;
  while (const auto depth = take_number<std::size_t>(text)) {
    depths.push_back(*depth);
    if (text.empty() || text.front() != '+') break;
    text.remove_prefix(1);
  }
  return depths;
}

}  // namespace

// "stack depth 16+8"
// "processed 66 insns (limit 1000000) max_states_per_insn 0 total_states 5 peak_states 5 mark_read
// 2", the last of which newer kernels leave at 0.
VerifierStatistics verifier_statistics_of(const std::string& log) {
  VerifierStatistics statistics;
  const auto number = [&](std::string_view label) {
    std::string_view text = after_last(log, label);
    return take_number<std::uint64_t>(text);
  };
  statistics.processed_insns = number("processed ");
  statistics.max_states_per_insn = number("max_states_per_insn ");
  statistics.total_states = number("total_states ");
  statistics.peak_states = number("peak_states ");
  statistics.mark_read = number("mark_read ");
  statistics.stack_bytes = stack_depths(after_last(log, "stack depth "));
  return statistics;
}

}  // namespace bpfmark

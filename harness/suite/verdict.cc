// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/suite/verdict.h"

#include <algorithm>
#include <array>
#include <utility>

namespace bpfmark {
namespace {

constexpr std::array<std::string_view, 5> kXdpVerdicts = {"ABORTED", "DROP", "PASS", "TX",
                                                          "REDIRECT"};
constexpr std::array<std::string_view, 9> kTcVerdicts = {
    "OK", "RECLASSIFY", "SHOT", "PIPE", "STOLEN", "QUEUED", "REPEAT", "REDIRECT", "TRAP"};
constexpr std::string_view kXdpPrefix = "XDP_";
constexpr std::size_t kMaxNumbers = 8;

template <std::size_t N>
std::optional<std::string_view> word_in(const std::array<std::string_view, N>& words,
                                        std::uint32_t value) {
  return value < N ? std::optional(words[value]) : std::nullopt;
}

}  // namespace

std::optional<std::string_view> xdp_verdict(std::uint32_t value) {
  return word_in(kXdpVerdicts, value);
}

std::optional<std::string_view> tc_verdict(std::uint32_t value) {
  if (static_cast<std::int32_t>(value) == -1) return "UNSPEC";
  return word_in(kTcVerdicts, value);
}

std::optional<std::string_view> known_verdict(std::string_view type, std::uint32_t value) {
  if (type == "xdp") return xdp_verdict(value);
  if (type == "sched_cls") return tc_verdict(value);
  return std::nullopt;
}

std::string verdict_word(std::string_view type, std::uint32_t value) {
  if (const auto word = known_verdict(type, value)) return std::string(*word);
  if (type == "sched_cls") return std::to_string(static_cast<std::int32_t>(value));
  return std::to_string(value);
}

VerdictShares verdict_shares(std::string_view type, const std::vector<std::uint32_t>& verdicts) {
  std::map<std::uint32_t, std::size_t> packets;
  for (const std::uint32_t verdict : verdicts) ++packets[verdict];
  std::vector<std::pair<std::uint32_t, std::size_t>> ordered(packets.begin(), packets.end());
  std::stable_sort(ordered.begin(), ordered.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  VerdictShares shares;
  std::size_t numbers = 0;
  for (const auto& [verdict, count] : ordered) {
    const bool folded = !known_verdict(type, verdict) && ++numbers > kMaxNumbers;
    shares[folded ? "other" : verdict_word(type, verdict)] +=
        static_cast<double>(count) / static_cast<double>(verdicts.size());
  }
  return shares;
}

std::string verdict_name(std::uint32_t verdict) {
  const auto word = xdp_verdict(verdict);
  return word ? std::string(kXdpPrefix).append(*word) : std::to_string(verdict);
}

std::optional<std::uint32_t> verdict_from_name(std::string_view name) {
  if (!name.starts_with(kXdpPrefix)) return std::nullopt;
  const auto* found =
      std::find(kXdpVerdicts.begin(), kXdpVerdicts.end(), name.substr(kXdpPrefix.size()));
  if (found == kXdpVerdicts.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - kXdpVerdicts.begin());
}

}  // namespace bpfmark

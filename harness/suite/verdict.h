// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a program's return value says of the packet, in the kernel's words: enum xdp_action of
// linux/bpf.h, TC_ACT_* of linux/pkt_cls.h, both kernel ABI. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bpfmark {

// The word without its prefix, "PASS" for XDP_PASS; none: the kernel knows no such verdict. A
// function for each type of program.
std::optional<std::string_view> xdp_verdict(std::uint32_t value);
std::optional<std::string_view> tc_verdict(std::uint32_t value);

// By the type's name, "xdp" or "sched_cls"; no other type has verdicts.
std::optional<std::string_view> known_verdict(std::string_view type, std::uint32_t value);

// The same, and the number where there is no word: "PASS", "9". What tc returns is signed: "-7".
std::string verdict_word(std::string_view type, std::uint32_t value);

// The share of the packets by word, each above 0, together 1; empty without packets. Of the numbers
// without a word the most frequent eight have their own, and "other" stands for the rest.
using VerdictShares = std::map<std::string, double>;
VerdictShares verdict_shares(std::string_view type, const std::vector<std::uint32_t>& verdicts);

// As suites and messages write an XDP verdict: "XDP_ABORTED" ... "XDP_REDIRECT"; "42" for any other
// number.
std::string verdict_name(std::uint32_t verdict);
std::optional<std::uint32_t> verdict_from_name(std::string_view name);

}  // namespace bpfmark

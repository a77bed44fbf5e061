// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the shipped versions of FizzBuzz must say of a source address: written down again, apart
// from the BPF programs, for the self-test to hold them against. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace bpfmark {

// `version`: "v1", "v2", "v3...", whatever its map, or "v4"; all others say nothing. `address` in
// host byte order. Empty: no message.
std::string expected_word(const std::string& version, std::uint32_t address);

// Of `count` packets from first, first + 1, ..., first + span - 1, first again, ...
std::vector<std::string> expected_words(const std::string& version, std::uint32_t first,
                                        std::uint32_t span, std::uint32_t count);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/live/live_expectation.h"

#include <algorithm>
#include <array>

namespace bpfmark {
namespace {

bool is_fibonacci_number(std::uint32_t number) {
  constexpr std::array<std::uint32_t, 13> kNumbers = {0,  1,  2,  3,  5,   8,  13,
                                                      21, 34, 55, 89, 144, 233};
  return std::find(kNumbers.begin(), kNumbers.end(), number) != kNumbers.end();
}

}  // namespace

std::string expected_word(const std::string& version, std::uint32_t address) {
  const bool by_three = address % 3 == 0;
  const bool by_five = address % 5 == 0;
  if (version == "v1") return by_three ? "Fizz" : "";
  const bool knows_fibonacci = version.starts_with("v3") || version == "v4";
  if (!knows_fibonacci && version != "v2") return "";
  if (knows_fibonacci && is_fibonacci_number(address % 256)) return "Fibonacci";
  if (by_three) return by_five ? "FizzBuzz" : "Fizz";
  return by_five ? "Buzz" : "";
}

std::vector<std::string> expected_words(const std::string& version, std::uint32_t first,
                                        std::uint32_t span, std::uint32_t count) {
  std::vector<std::string> words;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string word = expected_word(version, first + i % span);
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

}  // namespace bpfmark

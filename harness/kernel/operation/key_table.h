// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The numbers of the keys that a map operation goes through, in an array map that its programs read
// and this process writes through mmap. One serves all loads of a row.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/unique_fd.h"
#include "harness/kernel/operation/operation.h"

namespace bpfmark {

// A whole table. The first `entries` numbers of random and sequential are 0..entries-1, each once,
// and come again after that, `entries` being a power of two; zipf (exponent 1) draws from them.
// Absent: higher by `entries`. Pure.
std::vector<std::uint32_t> key_numbers(KeyOrder order, std::uint32_t entries, std::uint64_t seed);
std::vector<std::uint32_t> absent_key_numbers(KeyOrder order, std::uint32_t entries,
                                              std::uint64_t seed);
// No number twice, and none that a map is filled with.
std::vector<std::uint32_t> fresh_key_numbers();

class KeyTable {
 public:
  static Result<KeyTable> make(const std::vector<std::uint32_t>& numbers);
  KeyTable(KeyTable&& other) noexcept;
  KeyTable& operator=(KeyTable&&) = delete;
  ~KeyTable();

  int map_fd() const { return fd_.get(); }

  // Puts 0..count-1 in front, and what was there back.
  void count_up(std::uint32_t count);
  void restore(std::uint32_t count);

  std::uint32_t number(std::uint32_t place) const;
  // Of `count` numbers from place `first` on.
  std::uint64_t sum(std::uint32_t first, std::uint32_t count) const;

 private:
  KeyTable(UniqueFd fd, std::span<std::uint32_t> shared, std::vector<std::uint32_t> numbers)
      : fd_(std::move(fd)), shared_(shared), numbers_(std::move(numbers)) {}

  UniqueFd fd_;
  std::span<std::uint32_t> shared_;  // with the programs
  std::vector<std::uint32_t> numbers_;
};

}  // namespace bpfmark

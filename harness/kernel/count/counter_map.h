// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The map that inserted code counts in: an array of one value, cells of 64 bits, mapped into this
// process. See profile/counter_code.h for what is in which cell.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/unique_fd.h"

namespace bpfmark {

class CounterMap {
 public:
  // With the clock and the random numbers at their beginning. Cannot measure: no privilege, no
  // memory.
  static Result<CounterMap> make(std::size_t counters);

  CounterMap(CounterMap&& other) noexcept;
  CounterMap& operator=(CounterMap&&) = delete;
  ~CounterMap();

  int fd() const { return fd_.get(); }
  void reset_counters();
  void set_clock_and_random(std::uint64_t clock_ns, std::uint64_t random_seed);
  std::vector<std::uint64_t> read_counters() const;  // how often each ran since the reset
  std::vector<std::uint64_t> read_numbers() const;   // what the cells hold, as it is

 private:
  CounterMap(UniqueFd fd, std::span<std::uint64_t> cells, std::size_t mapped_bytes);
  Result<void> learn_address();

  UniqueFd fd_;
  std::span<std::uint64_t> cells_;
  std::size_t mapped_bytes_ = 0;
  std::uint64_t address_ = 0;  // of the first cell, in the kernel
};

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the tests' interpreter shares: memory of this process by the numbers that registers hold.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "harness/packet/packet.h"

namespace bpfmark {

// What the interpreter does not know: a test that meets it fails.
struct NotEmulated : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <typename T>
std::uint64_t address_of(const T& thing) {
  return reinterpret_cast<std::uint64_t>(&thing);
}

inline Bytes bytes_at(std::uint64_t at, std::size_t count) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(at);
  return {bytes, bytes + count};
}

// Of `count` bytes, as this machine orders them: little-endian.
inline std::uint64_t number_at(std::uint64_t at, std::size_t count) {
  std::uint64_t value = 0;
  std::memcpy(&value, reinterpret_cast<const void*>(at), count);
  return value;
}

inline void put_number(std::uint64_t at, std::uint64_t value, std::size_t count) {
  std::memcpy(reinterpret_cast<void*>(at), &value, count);
}

// What a helper returns for an errno.
inline std::uint64_t failed(int error) {
  return static_cast<std::uint64_t>(-std::int64_t{error});
}

}  // namespace bpfmark

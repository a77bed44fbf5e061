// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/text/hexadecimal.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bpfmark {

std::string hexadecimal(std::span<const std::uint8_t> bytes) {
  return fmt::format("{:02x}", fmt::join(bytes.begin(), bytes.end(), ""));
}

std::string hexadecimal(std::span<const std::uint8_t> bytes, std::size_t max_bytes) {
  if (bytes.size() <= max_bytes) return hexadecimal(bytes);
  return hexadecimal(bytes.first(max_bytes)) + "...";
}

}  // namespace bpfmark

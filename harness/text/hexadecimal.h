// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Bytes as two digits each, "0a1b". Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace bpfmark {

std::string hexadecimal(std::span<const std::uint8_t> bytes);

// The first `max_bytes`, and "..." where there are more.
std::string hexadecimal(std::span<const std::uint8_t> bytes, std::size_t max_bytes);

}  // namespace bpfmark

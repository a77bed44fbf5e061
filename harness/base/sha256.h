// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// SHA-256, by OpenSSL.
#pragma once

#include <string>
#include <string_view>

namespace bpfmark {

// 64 lower-case hexadecimal digits.
std::string sha256_of(std::string_view bytes);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/base/sha256.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>

namespace bpfmark {

std::string sha256_of(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
  std::string text;
  for (unsigned int i = 0; i < length; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

}  // namespace bpfmark

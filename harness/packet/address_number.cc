// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/packet/address_number.h"

#include <arpa/inet.h>
#include <endian.h>

#include <array>
#include <limits>

namespace bpfmark {
namespace {

struct Ipv6Halves {
  std::uint64_t upper = 0;  // network byte order, both
  std::uint64_t lower = 0;
};
static_assert(sizeof(Ipv6Halves) == sizeof(in6_addr));

}  // namespace

std::optional<AddressNumber> address_number(const std::string& text, NetworkProtocol network) {
  if (network == NetworkProtocol::ipv6) {
    Ipv6Halves halves;
    if (::inet_pton(AF_INET6, text.c_str(), &halves) != 1) return std::nullopt;
    return AddressNumber{true, be64toh(halves.upper), be64toh(halves.lower)};
  }
  std::uint32_t address = 0;
  if (::inet_pton(AF_INET, text.c_str(), &address) != 1) return std::nullopt;
  return AddressNumber{false, 0, be32toh(address)};
}

std::string address_text(const AddressNumber& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (address.is_ipv6) {
    const Ipv6Halves halves{htobe64(address.prefix), htobe64(address.number)};
    ::inet_ntop(AF_INET6, &halves, text.data(), text.size());
  } else {
    const std::uint32_t number = htobe32(static_cast<std::uint32_t>(address.number));
    ::inet_ntop(AF_INET, &number, text.data(), text.size());
  }
  return text.data();
}

std::uint64_t highest_number(const AddressNumber& address) {
  return address.is_ipv6 ? std::numeric_limits<std::uint64_t>::max()
                         : std::numeric_limits<std::uint32_t>::max();
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// An IP address as a number that can be counted up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/packet/fields.h"

namespace bpfmark {

struct AddressNumber {
  bool is_ipv6 = false;
  std::uint64_t prefix = 0;  // IPv6: the upper 64 bits, which do not count
  std::uint64_t number = 0;  // IPv4: the whole address; IPv6: the lower 64 bits; host byte order
};

// Nothing where `text` is no address of `network`; ARP has IPv4's.
std::optional<AddressNumber> address_number(const std::string& text, NetworkProtocol network);
std::string address_text(const AddressNumber& address);

// The last one to count up to.
std::uint64_t highest_number(const AddressNumber& address);

}  // namespace bpfmark

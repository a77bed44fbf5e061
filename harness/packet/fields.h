// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A frame described by its fields, and the bytes that it is on the wire. Checksums and lengths are
// computed, so that a program which checks them takes its usual path.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"

namespace bpfmark {

using Bytes = std::vector<std::uint8_t>;

// Without the frame check sequence, as a program sees them. The largest is the Ethernet MTU plus
// header plus one VLAN tag.
inline constexpr std::size_t kMinFrameBytes = 14;
inline constexpr std::size_t kMaxFrameBytes = 1518;
// The smallest `size` of a frame built from fields; only `truncate` makes a shorter one.
inline constexpr std::size_t kMinBuiltBytes = 64;
inline constexpr std::uint16_t kMaxVlan = 4094;
// "Local experimental" (IEEE 802): no stack takes it for something else.
inline constexpr std::uint16_t kDefaultEtherType = 0x88b5;

enum class NetworkProtocol { ipv4, ipv6, arp, none };  // none: only `ether_type` and padding
enum class TransportProtocol { udp, tcp, icmp, none };

struct FrameFields {
  std::string ethernet_source = "02:00:00:00:00:01";
  std::string ethernet_destination = "02:00:00:00:00:02";
  std::optional<std::uint16_t> vlan;        // 0..4094
  std::optional<std::uint16_t> ether_type;  // only where network is `none`; kDefaultEtherType
  NetworkProtocol network = NetworkProtocol::ipv4;
  std::string source;       // empty: 10.0.0.1 or fd00::1
  std::string destination;  // empty: 10.0.0.2 or fd00::2
  std::uint8_t ttl = 64;    // IPv6: the hop limit
  TransportProtocol transport = TransportProtocol::udp;
  std::uint16_t source_port = 12345;
  std::uint16_t destination_port = 9;
  bool tcp_syn = false;
  std::size_t size_bytes = 64;                // whole frame; payload fills it with a fixed pattern
  std::optional<std::size_t> truncate_bytes;  // cut the finished frame here (>= 14)
};

// One thing wrong with the fields: which, as the suite file spells it ("source", "size", ...), and
// what is allowed there.
struct FieldMistake {
  std::string field;
  std::string text;
};

// All that keeps build_frame from building; empty where it can.
std::vector<FieldMistake> check_fields(const FrameFields& fields);

// Bad input: an address that does not parse, a size too small for its headers or over
// kMaxFrameBytes, a VLAN above 4094, truncate_bytes outside 14..size_bytes. The message is the
// first of check_fields, as "size: ...".
Result<Bytes> build_frame(const FrameFields& fields);

}  // namespace bpfmark

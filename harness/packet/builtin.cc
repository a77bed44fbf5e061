// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "harness/packet/packet.h"
#include "harness/text/quote.h"

namespace bpfmark {
namespace {

struct NamedFields {
  std::string name;
  FrameFields fields;
};

FrameFields udp(std::size_t size) {
  FrameFields fields;
  fields.size_bytes = size;
  return fields;
}

FrameFields from(const char* source) {
  FrameFields fields;
  fields.source = source;
  return fields;
}

FrameFields with(NetworkProtocol network, TransportProtocol transport) {
  FrameFields fields;
  fields.network = network;
  fields.transport = transport;
  return fields;
}

FrameFields vlan_udp() {
  FrameFields fields;
  fields.vlan = 100;
  return fields;
}

// Cut after 6 of the IPv4 header's 20 bytes.
FrameFields truncated() {
  FrameFields fields = from("10.0.0.98");
  fields.truncate_bytes = 20;
  return fields;
}

// The FizzBuzz rules read the whole address as a number: 10.0.0.x is 167772160 + x. The first four
// remainders modulo 256 lie between the same two Fibonacci numbers, 89 and 144: a program that adds
// its way up to them takes as many steps for each, and they differ by their divisions alone.
std::vector<NamedFields> single_frames() {
  using enum NetworkProtocol;
  return {
      {"udp64", udp(64)},
      {"tcp64", with(ipv4, TransportProtocol::tcp)},
      {"udp1500", udp(1500)},
      {"icmp", with(ipv4, TransportProtocol::icmp)},
      {"arp", with(arp, TransportProtocol::none)},
      {"ipv6-udp", with(ipv6, TransportProtocol::udp)},
      {"vlan-udp", vlan_udp()},
      {"none", from("10.0.0.97")},
      {"fizz", from("10.0.0.98")},
      {"buzz", from("10.0.0.100")},
      {"fizzbuzz", from("10.0.0.95")},
      {"fibonacci-small", from("10.0.0.3")},
      {"fibonacci-large", from("10.0.1.233")},
      {"non-ipv4", with(ipv6, TransportProtocol::udp)},
      {"truncated", truncated()},
  };
}

// Shuffled once, uneven: 20 none, 14 fizz, 9 buzz, 4 fizzbuzz, 6 and 5 Fibonacci, 4 non-IPv4 and
// 2 truncated. A sequence that repeats soon would be learned by the branch predictor.
constexpr std::string_view kMixSequence =
    "nfnfslnlzznfnnnfnllbffnfffs6zbnsb6tbnnbszbsnlffnnnf6bfnbsnntfn6b";

std::string_view mix_member(char letter) {
  switch (letter) {
    case 'n':
      return "none";
    case 'f':
      return "fizz";
    case 'b':
      return "buzz";
    case 'z':
      return "fizzbuzz";
    case 's':
      return "fibonacci-small";
    case 'l':
      return "fibonacci-large";
    case '6':
      return "non-ipv4";
    default:
      return "truncated";
  }
}

Result<Packet> build_mix() {
  Packet mix{"mix", {}};
  for (const char letter : kMixSequence) {
    BPFMARK_ASSIGN(member, builtin_packet(mix_member(letter)));
    mix.frames.push_back(std::move(member.frames.front()));
  }
  return mix;
}

}  // namespace

std::vector<std::string> builtin_packet_names() {
  std::vector<std::string> names;
  for (NamedFields& packet : single_frames()) names.push_back(std::move(packet.name));
  names.emplace_back("mix");
  return names;
}

Result<Packet> builtin_packet(std::string_view name) {
  if (name == "mix") return build_mix();
  for (const NamedFields& packet : single_frames()) {
    if (packet.name != name) continue;
    BPFMARK_ASSIGN(frame, build_frame(packet.fields));
    return Packet{packet.name, {std::move(frame)}};
  }
  return bad_input(fmt::format("{} is not a built-in packet, allowed: {}", in_quotes(name),
                               fmt::join(builtin_packet_names(), ", ")));
}

}  // namespace bpfmark

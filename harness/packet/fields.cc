// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/packet/fields.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <tins/tins.h>

#include <array>
#include <cctype>
#include <memory>
#include <string_view>

#include "harness/text/quote.h"

namespace bpfmark {
namespace {

constexpr std::size_t kEthernetBytes = 14;
constexpr std::size_t kVlanBytes = 4;
// RFC 3692: "use for experimentation and testing".
constexpr std::uint8_t kExperimentalProtocol = 253;

struct Header {
  std::string_view name;
  std::size_t bytes;
};

Header network_header(NetworkProtocol network) {
  switch (network) {
    case NetworkProtocol::ipv4:
      return {"IPv4", 20};
    case NetworkProtocol::ipv6:
      return {"IPv6", 40};
    case NetworkProtocol::arp:
      return {"ARP", 28};
    case NetworkProtocol::none:
      break;
  }
  return {"", 0};
}

Header transport_header(TransportProtocol transport) {
  switch (transport) {
    case TransportProtocol::udp:
      return {"UDP", 8};
    case TransportProtocol::tcp:
      return {"TCP", 20};
    case TransportProtocol::icmp:
      return {"ICMP", 8};
    case TransportProtocol::none:
      break;
  }
  return {"", 0};
}

bool is_ip(NetworkProtocol network) {
  return network == NetworkProtocol::ipv4 || network == NetworkProtocol::ipv6;
}

std::vector<Header> headers_of(const FrameFields& fields) {
  std::vector<Header> headers{{"Ethernet", kEthernetBytes}};
  if (fields.vlan) headers.push_back({"VLAN", kVlanBytes});
  headers.push_back(network_header(fields.network));
  if (is_ip(fields.network)) headers.push_back(transport_header(fields.transport));
  return headers;
}

std::size_t header_bytes(const FrameFields& fields) {
  std::size_t sum = 0;
  for (const Header& header : headers_of(fields)) sum += header.bytes;
  return sum;
}

std::string header_names(const FrameFields& fields) {
  std::string names;
  for (const Header& header : headers_of(fields)) {
    if (header.bytes == 0) continue;
    if (!names.empty()) names += " + ";
    names += header.name;
  }
  return names;
}

bool is_ethernet_address(std::string_view text) {
  if (text.size() != 17) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool colon = i % 3 == 2;
    if (colon ? text[i] != ':' : std::isxdigit(static_cast<unsigned char>(text[i])) == 0) {
      return false;
    }
  }
  return true;
}

bool is_ip_address(const std::string& text, int family) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  // inet_pton stops at a NUL inside the string, and would accept what comes before it.
  return text.find('\0') == std::string::npos &&
         ::inet_pton(family, text.c_str(), bytes.data()) == 1;
}

void check_ethernet(const std::string& text, const char* field, std::vector<FieldMistake>& out) {
  if (is_ethernet_address(text)) return;
  out.push_back({field, fmt::format("{} is not an Ethernet address, allowed: six bytes such as "
                                    "02:00:00:00:00:01",
                                    in_quotes(text))});
}

void check_address(const std::string& text, NetworkProtocol network, const char* field,
                   std::vector<FieldMistake>& out) {
  if (text.empty()) return;
  if (network == NetworkProtocol::none) {
    out.push_back({field, "a frame with network \"none\" has no addresses, leave it out"});
    return;
  }
  const bool six = network == NetworkProtocol::ipv6;
  if (is_ip_address(text, six ? AF_INET6 : AF_INET)) return;
  out.push_back(
      {field, fmt::format("{} is not an {} address, allowed: one such as {}", in_quotes(text),
                          six ? "IPv6" : "IPv4", six ? "fd00::1" : "10.0.0.1")});
}

void check_size(const FrameFields& fields, std::vector<FieldMistake>& out) {
  const std::size_t size = fields.size_bytes;
  const std::size_t needed = header_bytes(fields);
  const std::string range = fmt::format("allowed: {}..{}", kMinBuiltBytes, kMaxFrameBytes);
  if (size < kMinBuiltBytes) {
    out.push_back({"size", fmt::format("{} is below {}, {}", size, kMinBuiltBytes, range)});
  } else if (size > kMaxFrameBytes) {
    out.push_back({"size", fmt::format("{} is above {}, {}", size, kMaxFrameBytes, range)});
  } else if (size < needed) {
    out.push_back({"size", fmt::format("{} is too small for {}, allowed: {}..{}", size,
                                       header_names(fields), needed, kMaxFrameBytes)});
  }
}

void check_truncate(const FrameFields& fields, std::vector<FieldMistake>& out) {
  if (!fields.truncate_bytes) return;
  const std::size_t cut = *fields.truncate_bytes;
  if (cut >= kMinFrameBytes && cut <= fields.size_bytes) return;
  out.push_back({"truncate", fmt::format("{} is {}, allowed: {}..{} (the frame's size)", cut,
                                         cut < kMinFrameBytes ? "less than an Ethernet header"
                                                              : "more than the frame has",
                                         kMinFrameBytes, fields.size_bytes)});
}

using Layer = std::unique_ptr<Tins::PDU>;

// A program that reads the payload must not see only zeros, which hit fast exits.
Layer payload_layer(std::size_t bytes) {
  std::vector<std::uint8_t> pattern(bytes);
  for (std::size_t i = 0; i < bytes; ++i) pattern[i] = static_cast<std::uint8_t>(i);
  return std::make_unique<Tins::RawPDU>(pattern.begin(), pattern.end());
}

Layer transport_layer(const FrameFields& fields) {
  switch (fields.transport) {
    case TransportProtocol::udp:
      return std::make_unique<Tins::UDP>(fields.destination_port, fields.source_port);
    case TransportProtocol::tcp: {
      auto tcp = std::make_unique<Tins::TCP>(fields.destination_port, fields.source_port);
      tcp->flags(fields.tcp_syn ? Tins::TCP::SYN : Tins::TCP::ACK);
      return tcp;
    }
    case TransportProtocol::icmp:
      if (fields.network == NetworkProtocol::ipv6) return std::make_unique<Tins::ICMPv6>();
      return std::make_unique<Tins::ICMP>();
    case TransportProtocol::none:
      break;
  }
  return nullptr;
}

std::string address_or(const std::string& text, const char* otherwise) {
  return text.empty() ? otherwise : text;
}

Layer network_layer(const FrameFields& fields) {
  switch (fields.network) {
    case NetworkProtocol::ipv4: {
      auto ip = std::make_unique<Tins::IP>(address_or(fields.destination, "10.0.0.2"),
                                           address_or(fields.source, "10.0.0.1"));
      ip->ttl(fields.ttl);
      ip->protocol(kExperimentalProtocol);
      return ip;
    }
    case NetworkProtocol::ipv6: {
      auto ip = std::make_unique<Tins::IPv6>(address_or(fields.destination, "fd00::2"),
                                             address_or(fields.source, "fd00::1"));
      ip->hop_limit(fields.ttl);
      ip->next_header(kExperimentalProtocol);
      return ip;
    }
    case NetworkProtocol::arp: {
      auto arp = std::make_unique<Tins::ARP>(address_or(fields.destination, "10.0.0.2"),
                                             address_or(fields.source, "10.0.0.1"));
      arp->sender_hw_addr(fields.ethernet_source);
      arp->opcode(Tins::ARP::REQUEST);
      return arp;
    }
    case NetworkProtocol::none:
      break;
  }
  return nullptr;
}

std::vector<Layer> layers_of(const FrameFields& fields) {
  std::vector<Layer> layers;
  const std::uint16_t type = fields.ether_type.value_or(kDefaultEtherType);
  auto ethernet =
      std::make_unique<Tins::EthernetII>(fields.ethernet_destination, fields.ethernet_source);
  ethernet->payload_type(type);
  layers.push_back(std::move(ethernet));
  if (fields.vlan) {
    auto vlan = std::make_unique<Tins::Dot1Q>(*fields.vlan, false);
    vlan->payload_type(type);
    layers.push_back(std::move(vlan));
  }
  if (Layer network = network_layer(fields)) layers.push_back(std::move(network));
  if (is_ip(fields.network)) {
    if (Layer transport = transport_layer(fields)) layers.push_back(std::move(transport));
  }
  layers.push_back(payload_layer(fields.size_bytes - header_bytes(fields)));
  return layers;
}

Bytes serialize(const FrameFields& fields) {
  std::vector<Layer> layers = layers_of(fields);
  for (std::size_t i = layers.size() - 1; i > 0; --i) {
    layers[i - 1]->inner_pdu(layers[i].release());  // each owns the one inside it
  }
  Bytes frame = layers.front()->serialize();
  if (fields.truncate_bytes) frame.resize(*fields.truncate_bytes);
  return frame;
}

}  // namespace

std::vector<FieldMistake> check_fields(const FrameFields& fields) {
  std::vector<FieldMistake> mistakes;
  check_ethernet(fields.ethernet_source, "ethernet_source", mistakes);
  check_ethernet(fields.ethernet_destination, "ethernet_destination", mistakes);
  if (fields.vlan && *fields.vlan > kMaxVlan) {
    mistakes.push_back(
        {"vlan", fmt::format("{} is above {}, allowed: 0..{}", *fields.vlan, kMaxVlan, kMaxVlan)});
  }
  if (fields.ether_type && fields.network != NetworkProtocol::none) {
    mistakes.push_back({"ether_type",
                        "allowed only with network \"none\", it follows from the "
                        "network elsewhere"});
  }
  check_address(fields.source, fields.network, "source", mistakes);
  check_address(fields.destination, fields.network, "destination", mistakes);
  check_size(fields, mistakes);
  check_truncate(fields, mistakes);
  return mistakes;
}

Result<Bytes> build_frame(const FrameFields& fields) {
  if (const auto mistakes = check_fields(fields); !mistakes.empty()) {
    return bad_input(mistakes.front().field + ": " + mistakes.front().text);
  }
  try {
    return serialize(fields);
  } catch (const std::exception& error) {
    return bad_input(fmt::format("cannot build the frame: {}", error.what()));
  }
}

}  // namespace bpfmark

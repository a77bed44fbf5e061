// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <map>

#include "harness/suite/file/suite_sections.h"
#include "harness/text/quote.h"

namespace bpfmark {
namespace {

using Json = nlohmann::json;

const std::map<std::string, NetworkProtocol>& networks() {
  static const std::map<std::string, NetworkProtocol> kByName = {{"arp", NetworkProtocol::arp},
                                                                 {"ipv4", NetworkProtocol::ipv4},
                                                                 {"ipv6", NetworkProtocol::ipv6},
                                                                 {"none", NetworkProtocol::none}};
  return kByName;
}

const std::map<std::string, TransportProtocol>& transports() {
  static const std::map<std::string, TransportProtocol> kByName = {
      {"icmp", TransportProtocol::icmp},
      {"none", TransportProtocol::none},
      {"tcp", TransportProtocol::tcp},
      {"udp", TransportProtocol::udp}};
  return kByName;
}

template <typename T>
void read_choice(JsonObject& packet, const std::string& key, const std::map<std::string, T>& names,
                 T& out) {
  const auto text = packet.text(key);
  if (!text) return;
  if (const auto found = names.find(*text); found != names.end()) {
    out = found->second;
    return;
  }
  std::vector<std::string> allowed;
  for (const auto& [name, value] : names) allowed.push_back(name);
  packet.wrong(key, in_quotes(*text) + " is not known" + suggestion(*text, allowed));
}

template <typename T>
void read_number(JsonObject& packet, const std::string& key, T& out,
                 std::uint64_t high = std::numeric_limits<T>::max()) {
  if (const auto number = packet.number(key, 0, high)) out = static_cast<T>(*number);
}

// A number, or a string such as "0x88b5": JSON has no hexadecimal numbers.
void read_ether_type(JsonObject& packet, std::optional<std::uint16_t>& out) {
  const Json* value = packet.find("ether_type");
  if (value == nullptr) return;
  if (!value->is_string()) {
    if (const auto number = packet.number("ether_type", 0, 0xffff)) {
      out = static_cast<std::uint16_t>(*number);
    }
    return;
  }
  const auto text = value->get<std::string>();
  std::uint16_t type = 0;
  if (text.size() > 2 && text.substr(0, 2) == "0x") {
    const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), type, 16);
    if (error == std::errc{} && end == text.data() + text.size()) {
      out = type;
      return;
    }
  }
  packet.wrong("ether_type", in_quotes(text) +
                                 " is not a type, allowed: 0..65535 or \"0x0000\".."
                                 "\"0xffff\"");
}

void read_addresses(JsonObject& packet, FrameFields& fields) {
  const auto take = [&packet](const std::string& key, std::string& out) {
    if (const auto text = packet.text(key)) out = *text;
  };
  take("ethernet_source", fields.ethernet_source);
  take("ethernet_destination", fields.ethernet_destination);
  take("source", fields.source);
  take("destination", fields.destination);
}

void read_vlan(JsonObject& packet, FrameFields& fields) {
  if (!packet.has("vlan")) return;
  fields.vlan = 0;  // the tag's four bytes count, whatever its number
  read_number(packet, "vlan", *fields.vlan, kMaxVlan);
}

void read_sizes(JsonObject& packet, FrameFields& fields) {
  if (const auto size = packet.number("size", kMinBuiltBytes, kMaxFrameBytes)) {
    fields.size_bytes = *size;
  } else if (packet.has("size")) {
    fields.size_bytes = kMaxFrameBytes;  // so that no other field is blamed for it
  }
  if (const auto cut = packet.number("truncate", kMinFrameBytes, kMaxFrameBytes)) {
    fields.truncate_bytes = *cut;
  }
}

}  // namespace

std::string_view effect_needs(std::string_view key, const FrameFields& fields) {
  const bool addresses = fields.network != NetworkProtocol::none;
  const bool ip = addresses && fields.network != NetworkProtocol::arp;
  const bool tcp = ip && fields.transport == TransportProtocol::tcp;
  const bool ports = tcp || (ip && fields.transport == TransportProtocol::udp);
  const struct {
    std::string_view key;
    bool has_effect;
    std::string_view needs;
  } rules[] = {
      {"source", addresses, "network ipv4, ipv6, arp"},
      {"destination", addresses, "network ipv4, ipv6, arp"},
      {"transport", ip, "network ipv4, ipv6"},
      {"ttl", ip, "network ipv4, ipv6"},
      {"source_port", ports, "transport udp, tcp"},
      {"destination_port", ports, "transport udp, tcp"},
      {"tcp_syn", tcp, "transport tcp"},
  };
  for (const auto& rule : rules) {
    if (rule.key == key && !rule.has_effect) return rule.needs;
  }
  return {};
}

const std::vector<std::string>& frame_field_keys() {
  static const std::vector<std::string> kKeys = {"source",
                                                 "destination",
                                                 "network",
                                                 "transport",
                                                 "size",
                                                 "source_port",
                                                 "destination_port",
                                                 "vlan",
                                                 "ttl",
                                                 "tcp_syn",
                                                 "ether_type",
                                                 "ethernet_source",
                                                 "truncate",
                                                 "ethernet_destination"};
  return kKeys;
}

std::optional<FrameFields> read_frame_fields(JsonObject& packet) {
  FrameFields fields;
  const std::size_t before = packet.mistakes().count();
  read_choice(packet, "network", networks(), fields.network);
  read_choice(packet, "transport", transports(), fields.transport);
  const bool protocols_known = packet.mistakes().count() == before;
  read_addresses(packet, fields);
  read_vlan(packet, fields);
  read_ether_type(packet, fields.ether_type);
  read_number(packet, "ttl", fields.ttl);
  read_number(packet, "source_port", fields.source_port);
  read_number(packet, "destination_port", fields.destination_port);
  if (const auto syn = packet.flag("tcp_syn")) fields.tcp_syn = *syn;
  read_sizes(packet, fields);
  if (!protocols_known) return std::nullopt;
  // Addresses are left to check_fields, which says the same of them.
  for (const char* key : {"transport", "ttl", "source_port", "destination_port", "tcp_syn"}) {
    const std::string_view needs = effect_needs(key, fields);
    if (packet.has(key) && !needs.empty()) {
      packet.wrong(key, fmt::format("has no effect here, allowed only with {}", needs));
    }
  }
  return fields;
}

}  // namespace bpfmark

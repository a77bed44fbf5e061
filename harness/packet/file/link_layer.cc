// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/packet/file/link_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace bpfmark {
namespace {

enum class ProtocolFrom { ip_version, field };

// A link layer that goes before a network header, by https://www.tcpdump.org/linktypes.html.
struct LinkLayer {
  int link;
  const char* name;
  std::size_t header_bytes;
  ProtocolFrom from;
  std::size_t field_at = 0;  // of the EtherType, big-endian
};

constexpr std::array kLinkLayers = {
    LinkLayer{0, "BSD loopback", 4, ProtocolFrom::ip_version},
    LinkLayer{12, "raw IP", 0, ProtocolFrom::ip_version},
    LinkLayer{14, "raw IP", 0, ProtocolFrom::ip_version},
    LinkLayer{101, "raw IP", 0, ProtocolFrom::ip_version},
    LinkLayer{108, "OpenBSD loopback", 4, ProtocolFrom::ip_version},
    LinkLayer{113, "Linux cooked", 16, ProtocolFrom::field, 14},
    LinkLayer{228, "raw IPv4", 0, ProtocolFrom::ip_version},
    LinkLayer{229, "raw IPv6", 0, ProtocolFrom::ip_version},
    LinkLayer{276, "Linux cooked v2", 20, ProtocolFrom::field, 0},
};

constexpr std::array<std::uint8_t, 12> kAddresses = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1};

const LinkLayer* layer_of(int link) {
  const auto* found = std::find_if(kLinkLayers.begin(), kLinkLayers.end(),
                                   [&](const LinkLayer& each) { return each.link == link; });
  return found == kLinkLayers.end() ? nullptr : found;
}

std::optional<std::array<std::uint8_t, 2>> ether_type_of(const Bytes& frame,
                                                         const LinkLayer& layer) {
  if (frame.size() <= layer.header_bytes) return std::nullopt;
  if (layer.from == ProtocolFrom::field) {
    return std::array{frame[layer.field_at], frame[layer.field_at + 1]};
  }
  switch (frame[layer.header_bytes] >> 4U) {
    case 4:
      return std::array<std::uint8_t, 2>{0x08, 0x00};
    case 6:
      return std::array<std::uint8_t, 2>{0x86, 0xdd};
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string link_layer_name(int link) {
  if (link == kEthernetLink) return "Ethernet";
  const LinkLayer* layer = layer_of(link);
  return layer != nullptr ? layer->name : fmt::format("link type {}", link);
}

bool can_become_ethernet(int link) {
  return link == kEthernetLink || layer_of(link) != nullptr;
}

std::optional<Bytes> with_ethernet_header(const Bytes& frame, int link) {
  if (link == kEthernetLink) return frame;
  const LinkLayer* layer = layer_of(link);
  const auto type = layer != nullptr ? ether_type_of(frame, *layer) : std::nullopt;
  if (!type) return std::nullopt;
  Bytes out(kAddresses.begin(), kAddresses.end());
  out.insert(out.end(), type->begin(), type->end());
  out.insert(out.end(), frame.begin() + static_cast<std::ptrdiff_t>(layer->header_bytes),
             frame.end());
  return out;
}

}  // namespace bpfmark

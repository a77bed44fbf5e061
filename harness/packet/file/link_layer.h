// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What stands before the network header of a captured frame, and an Ethernet header in its place:
// tunnels and `tcpdump -i any` capture without one, and a program wants one. Pure.
#pragma once

#include <optional>
#include <string>

#include "harness/packet/fields.h"

namespace bpfmark {

inline constexpr int kEthernetLink = 1;  // LINKTYPE_ETHERNET

// "Ethernet", "raw IP"; "link type 127" for one that is not known here.
std::string link_layer_name(int link);

// Whether with_ethernet_header() can serve frames of this link type.
bool can_become_ethernet(int link);

// The frame with an Ethernet header of bpfmark's own addresses (FrameFields) in place of what
// stands before its network header. None: another link type, or too short to tell the protocol.
std::optional<Bytes> with_ethernet_header(const Bytes& frame, int link);

}  // namespace bpfmark

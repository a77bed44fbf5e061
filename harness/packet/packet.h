// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A packet as a case names it: one frame, or the many frames that a mix or a capture runs over.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/packet/fields.h"

namespace bpfmark {

// BPF_PROG_TEST_RUN takes one linear frame of at most a page less XDP headroom (256) and the
// skb_shared_info behind it (320 on 64-bit kernels).
inline constexpr std::size_t kMaxTestRunBytes = 4096 - 256 - 320;
// Frames that one packet may hold; a longer capture is refused with the number that it has.
inline constexpr std::size_t kMaxFrames = 65536;

struct Packet {
  std::string name;
  std::vector<Bytes> frames;  // at least one; each kMinFrameBytes..kMaxTestRunBytes long
};

// The names that work with no file: udp64, tcp64, ... and the shipped suite's.
std::vector<std::string> builtin_packet_names();

// Bad input: a name that is not built in; the message lists those that are.
Result<Packet> builtin_packet(std::string_view name);

}  // namespace bpfmark

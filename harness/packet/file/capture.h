// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Captured traffic as a packet: pcap and pcapng files, compressed by gzip or not, told by what is
// in them and not by their names. A frame check sequence that the file declares is taken away: no
// program sees it.
#pragma once

#include <filesystem>
#include <string>

#include "harness/base/error.h"
#include "harness/packet/file/packet_file.h"
#include "harness/packet/packet.h"

namespace bpfmark {

// Bad input: not a capture, cut off, empty, a frame that was cut by the snap length or has no
// Ethernet header (unless `use` says what to do with it), over kMaxTestRunBytes or under
// kMinFrameBytes (its number is named), more than kMaxFrames. Interfaces without a frame do not
// matter, whatever their link type.
Result<Packet> read_capture(const std::filesystem::path& path, const CaptureUse& use = {});

// "web" of "web.pcap", "web.pcapng.gz" and "web".
std::string name_of_capture(const std::filesystem::path& path);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Packets from files, and whatever else --packet takes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/packet/packet.h"

namespace bpfmark {

// What to do with captured frames that are not what a program could be given as they are.
struct CaptureUse {
  bool adds_ethernet_header = false;  // in place of what raw IP, loopback and cooked captures have
  bool pads_cut_frames = false;       // with zeros, to their length on the wire
};

// A text file of hexadecimal bytes, blanks and `#` comments between them; a blank line starts the
// next frame (a line with only a comment does not). Bad input: an odd digit or another character
// (its line is named), no bytes, limits as above.
Result<Packet> read_hex(const std::filesystem::path& path);

// The same from text; the messages name the line alone.
Result<std::vector<Bytes>> parse_hex(std::string_view text);

// A .hex file by its name, a capture (capture.h) by what is in it. Bad input: neither.
Result<Packet> read_packet_file(const std::filesystem::path& path, const CaptureUse& use = {});

// What --packet takes: a built-in name, or the path of a file as above.
Result<Packet> load_packet(const std::string& name_or_path, const CaptureUse& use = {});

}  // namespace bpfmark

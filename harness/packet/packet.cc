// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/packet/packet.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "harness/text/quote.h"

namespace bpfmark {
namespace {

constexpr std::size_t kShownPath = 300;

enum class FileFormat { capture, hex, unknown };

FileFormat format_of(const std::filesystem::path& path) {
  std::string end = path.extension().string();
  std::transform(end.begin(), end.end(), end.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (end == ".pcap" || end == ".pcapng" || end == ".cap") return FileFormat::capture;
  return end == ".hex" ? FileFormat::hex : FileFormat::unknown;
}

}  // namespace

Result<Packet> read_packet_file(const std::filesystem::path& path) {
  switch (format_of(path)) {
    case FileFormat::capture:
      return read_capture(path);
    case FileFormat::hex:
      return read_hex(path);
    case FileFormat::unknown:
      break;
  }
  return bad_input(
      fmt::format("{}: what it holds is told by its name's end, allowed: .pcap, "
                  ".pcapng, .cap, .hex",
                  printable(path.string(), kShownPath)));
}

Result<Packet> load_packet(const std::string& name_or_path) {
  const std::vector<std::string> names = builtin_packet_names();
  if (std::find(names.begin(), names.end(), name_or_path) != names.end()) {
    return builtin_packet(name_or_path);
  }
  if (format_of(name_or_path) != FileFormat::unknown) return read_packet_file(name_or_path);
  return bad_input(
      fmt::format("{} is no packet, allowed: a built-in one ({}), or a file whose "
                  "name ends in .pcap, .pcapng, .cap or .hex",
                  printable(name_or_path, kShownPath), fmt::join(names, ", ")));
}

}  // namespace bpfmark

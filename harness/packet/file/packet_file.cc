// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/packet/file/packet_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "harness/packet/file/capture.h"
#include "harness/text/quote.h"

namespace bpfmark {
namespace {

constexpr std::size_t kShownPath = 300;

std::string lower_extension(const std::filesystem::path& path) {
  std::string end = path.extension().string();
  std::transform(end.begin(), end.end(), end.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return end;
}

// Whether it is meant as a file, which may be missing.
bool names_file(const std::filesystem::path& path) {
  const std::string end = lower_extension(path);
  std::error_code ignored;
  return end.starts_with(".pcap") || end == ".cap" || end == ".dmp" || end == ".gz" ||
         end == ".hex" || std::filesystem::is_regular_file(path, ignored);
}

}  // namespace

Result<Packet> read_packet_file(const std::filesystem::path& path, const CaptureUse& use) {
  if (lower_extension(path) == ".hex") return read_hex(path);
  return read_capture(path, use);
}

Result<Packet> load_packet(const std::string& name_or_path, const CaptureUse& use) {
  const std::vector<std::string> names = builtin_packet_names();
  if (std::find(names.begin(), names.end(), name_or_path) != names.end()) {
    return builtin_packet(name_or_path);
  }
  if (names_file(name_or_path)) return read_packet_file(name_or_path, use);
  return bad_input(
      fmt::format("{} is no packet, allowed: a built-in one ({}), or a file: a capture, or "
                  "bytes in a .hex file",
                  escaped(name_or_path, kShownPath), fmt::join(names, ", ")));
}

}  // namespace bpfmark

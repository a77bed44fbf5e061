// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/base/file.h"
#include "harness/packet/file/packet_file.h"

namespace bpfmark {
namespace {

constexpr std::size_t kMaxHexFileBytes = 64U << 20U;
constexpr std::string_view kBlanks = " \t\r\v\f";

std::optional<std::uint8_t> digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<std::uint8_t>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<std::uint8_t>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<std::uint8_t>(c - 'A' + 10);
  return std::nullopt;
}

// A byte of a UTF-8 sequence would print as a broken character.
std::string shown(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7f ? fmt::format("'{}'", c) : fmt::format("byte 0x{:02x}", byte);
}

// Appends the bytes of one line; returns what is wrong with it, or nothing.
std::string append_line(std::string_view line, Bytes& frame) {
  for (std::size_t i = 0; i < line.size();) {
    if (kBlanks.find(line[i]) != std::string_view::npos) {
      ++i;
      continue;
    }
    const auto high = digit(line[i]);
    if (!high) {
      return fmt::format("{} is not a hexadecimal digit, allowed: 0-9, a-f, blanks, # comments",
                         shown(line[i]));
    }
    const auto low = i + 1 < line.size() ? digit(line[i + 1]) : std::nullopt;
    if (!low) {
      return fmt::format("digit {} stands alone, a byte is two digits", shown(line[i]));
    }
    frame.push_back(static_cast<std::uint8_t>(*high << 4U | *low));
    i += 2;
  }
  return {};
}

class HexReader {
 public:
  Result<void> take_line(std::string_view line) {
    ++line_number_;
    if (line.find_first_not_of(kBlanks) == std::string_view::npos) return end_frame();
    if (frame_.empty()) first_line_ = line_number_;
    const std::string wrong = append_line(line.substr(0, line.find('#')), frame_);
    if (!wrong.empty()) return at(line_number_, wrong);
    if (frame_.size() > kMaxTestRunBytes) {
      return at(line_number_, fmt::format("the frame is longer than {} bytes", kMaxTestRunBytes));
    }
    return {};
  }

  Result<void> end_frame() {
    if (frame_.empty()) return {};
    if (frame_.size() < kMinFrameBytes) {
      return at(first_line_, fmt::format("a frame of {} bytes, allowed: {}..{}", frame_.size(),
                                         kMinFrameBytes, kMaxTestRunBytes));
    }
    if (frames_.size() == kMaxFrames) {
      return at(first_line_, fmt::format("more than {} frames", kMaxFrames));
    }
    frames_.push_back(std::exchange(frame_, {}));
    return {};
  }

  Result<std::vector<Bytes>> take_frames() {
    if (frames_.empty()) {
      return bad_input("holds no bytes; write them as two digits each");
    }
    return std::move(frames_);
  }

 private:
  static Failure at(std::size_t line, const std::string& wrong) {
    return bad_input(fmt::format("line {}: {}", line, wrong));
  }

  std::size_t line_number_ = 0;
  std::size_t first_line_ = 0;
  Bytes frame_;
  std::vector<Bytes> frames_;
};

}  // namespace

Result<std::vector<Bytes>> parse_hex(std::string_view text) {
  HexReader reader;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    BPFMARK_TRY(reader.take_line(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  BPFMARK_TRY(reader.end_frame());
  return reader.take_frames();
}

Result<Packet> read_hex(const std::filesystem::path& path) {
  BPFMARK_ASSIGN(text, read_file(path, kMaxHexFileBytes));
  auto frames = parse_hex(text);
  if (!frames) return bad_input(path.string() + ": " + frames.error().message);
  return Packet{path.stem().string(), std::move(*frames)};
}

}  // namespace bpfmark

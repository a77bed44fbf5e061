// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/packet/file/pcapng.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace bpfmark {
namespace {

constexpr std::uint32_t kSectionHeader = 0x0a0d0d0a;
constexpr std::uint32_t kInterface = 1;
constexpr std::uint32_t kObsoletePacket = 2;
constexpr std::uint32_t kSimplePacket = 3;
constexpr std::uint32_t kEnhancedPacket = 6;
constexpr std::uint32_t kByteOrder = 0x1a2b3c4d;
constexpr std::uint32_t kOtherOrder = 0x4d3c2b1a;
constexpr std::uint16_t kFcsOfInterface = 13;  // option if_fcslen
constexpr std::uint16_t kFlagsOfFrame = 2;     // option epb_flags; bits 5..8: length of the FCS
constexpr std::size_t kMinBlockBytes = 12;     // type, length, length
constexpr std::size_t kMaxBlockBytes = 16U << 20U;  // as libpcap

struct Interface {
  int link = 0;
  std::size_t snap_bytes = 0;  // 0: none
  std::size_t fcs_bytes = 0;
};

// Numbers of a block's body, in the order of its section. Reading beyond the end gives none.
class Body {
 public:
  Body(const Bytes& bytes, bool swapped) : bytes_(bytes), swapped_(swapped) {}

  std::optional<std::uint32_t> u32(std::size_t at) const { return number<std::uint32_t>(at, 4); }
  std::optional<std::uint16_t> u16(std::size_t at) const { return number<std::uint16_t>(at, 2); }
  std::size_t size() const { return bytes_.size(); }

  std::optional<Bytes> bytes(std::size_t at, std::size_t count) const {
    if (at > size() || count > size() - at) return std::nullopt;
    const auto begin = bytes_.begin() + static_cast<std::ptrdiff_t>(at);
    return Bytes(begin, begin + static_cast<std::ptrdiff_t>(count));
  }

  // The value of an option in the list that begins at `at`.
  std::optional<Bytes> option(std::size_t at, std::uint16_t wanted) const {
    while (true) {
      const auto code = u16(at);
      const auto length = u16(at + 2);
      if (!code || !length || *code == 0) return std::nullopt;
      if (*code == wanted) return bytes(at + 4, *length);
      at += 4 + padded(*length);
    }
  }

  static std::size_t padded(std::size_t length) { return (length + 3) / 4 * 4; }

 private:
  template <typename T>
  std::optional<T> number(std::size_t at, std::size_t count) const {
    if (at > size() || count > size() - at) return std::nullopt;
    T value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t from = at + (swapped_ ? i : count - 1 - i);
      value = static_cast<T>(value << 8U | bytes_[from]);
    }
    return value;
  }

  const Bytes& bytes_;
  bool swapped_;  // the most significant byte first
};

// Some writers give bits where the draft's own example has octets.
std::size_t fcs_octets(std::size_t length) {
  return length >= 16 ? length / 8 : length;
}

class Reader {
 public:
  Reader(std::FILE* file, const std::string& path, const TakeFrame& take)
      : file_(file), path_(path), take_(take) {}

  Result<void> read_all() {
    while (wants_more_) {
      BPFMARK_ASSIGN(found, read_block());
      if (!found) return {};
    }
    return {};
  }

 private:
  // False: the file ends here, as it should.
  Result<bool> read_block() {
    Bytes head(8);
    const std::size_t got = std::fread(head.data(), 1, head.size(), file_);
    if (got == 0 && std::feof(file_) != 0) return false;
    if (got != head.size()) return wrong("is cut off in its head");
    const std::uint32_t type = Body(head, swapped_).u32(0).value();
    std::size_t before = head.size();
    if (type == kSectionHeader) {
      BPFMARK_TRY(read_byte_order());
      before += 4;
    }
    const std::size_t length = Body(head, swapped_).u32(4).value();
    if (length < before + 4 || length < kMinBlockBytes || length > kMaxBlockBytes ||
        length % 4 != 0) {
      return wrong(fmt::format("has the impossible length {}", length));
    }
    Bytes body(length - before - 4);
    Bytes tail(4);
    if (std::fread(body.data(), 1, body.size(), file_) != body.size() ||
        std::fread(tail.data(), 1, tail.size(), file_) != tail.size()) {
      return wrong(fmt::format("is cut off: {} bytes were to come", length));
    }
    if (Body(tail, swapped_).u32(0) != length) return wrong("does not end with its own length");
    BPFMARK_TRY(read_body(type, Body(body, swapped_)));
    offset_ += length;
    return true;
  }

  Result<void> read_byte_order() {
    Bytes magic(4);
    if (std::fread(magic.data(), 1, magic.size(), file_) != magic.size()) {
      return wrong("is cut off in its head");
    }
    const std::uint32_t order = Body(magic, false).u32(0).value();
    if (order != kByteOrder && order != kOtherOrder) return wrong("has no byte order");
    swapped_ = order == kOtherOrder;
    interfaces_.clear();
    return {};
  }

  Result<void> read_body(std::uint32_t type, const Body& body) {
    switch (type) {
      case kSectionHeader:
        if (const auto major = body.u16(0); major != 1) {
          return wrong(fmt::format("is of pcapng version {}, known: 1", major.value_or(0)));
        }
        return {};
      case kInterface:
        return read_interface(body);
      case kEnhancedPacket:
        return read_enhanced(body, body.u32(0));
      case kObsoletePacket:
        return read_enhanced(body, body.u16(0));
      case kSimplePacket:
        return read_simple(body);
      default:
        return {};
    }
  }

  Result<void> read_interface(const Body& body) {
    const auto link = body.u16(0);
    const auto snap_bytes = body.u32(4);
    if (!link || !snap_bytes) return wrong("describes an interface and is too short for it");
    Interface found{*link, *snap_bytes, 0};
    const auto fcs = body.option(8, kFcsOfInterface);
    if (fcs && fcs->size() == 1) found.fcs_bytes = fcs_octets(fcs->front());
    interfaces_.push_back(found);
    return {};
  }

  // The two forms differ in the width of the interface's number alone.
  Result<void> read_enhanced(const Body& body, std::optional<std::uint32_t> interface) {
    const auto captured = body.u32(12);
    const auto wire = body.u32(16);
    if (!interface || !captured || !wire) return wrong("holds a frame and is too short for it");
    auto bytes = body.bytes(20, *captured);
    if (!bytes) return wrong("is shorter than its frame");
    BPFMARK_ASSIGN(from, interface_of(*interface));
    std::size_t fcs_bytes = from.fcs_bytes;
    const auto flags = body.option(20 + Body::padded(*captured), kFlagsOfFrame);
    if (flags && flags->size() == 4) {
      const std::uint32_t told = Body(*flags, swapped_).u32(0).value() >> 5U & 0xfU;
      if (told != 0) fcs_bytes = told;
    }
    wants_more_ = take_({std::move(*bytes), *wire, from.link, fcs_bytes});
    return {};
  }

  Result<void> read_simple(const Body& body) {
    const auto wire = body.u32(0);
    if (!wire) return wrong("holds a frame and is too short for it");
    BPFMARK_ASSIGN(from, interface_of(0));
    std::size_t captured = *wire;
    if (from.snap_bytes != 0) captured = std::min(captured, from.snap_bytes);
    auto bytes = body.bytes(4, captured);
    if (!bytes) return wrong("is shorter than its frame");
    wants_more_ = take_({std::move(*bytes), *wire, from.link, from.fcs_bytes});
    return {};
  }

  Result<Interface> interface_of(std::uint32_t index) const {
    if (index < interfaces_.size()) return interfaces_[index];
    return wrong(fmt::format("is of interface {}, which its section does not describe", index));
  }

  Failure wrong(const std::string& what) const {
    return bad_input(fmt::format("{}: the pcapng block at byte {} {}", path_, offset_, what));
  }

  std::FILE* file_;
  const std::string& path_;
  const TakeFrame& take_;
  bool wants_more_ = true;
  bool swapped_ = false;
  std::uint64_t offset_ = 0;           // of the block
  std::vector<Interface> interfaces_;  // of the section
};

}  // namespace

bool is_pcapng(const Bytes& start) {
  return Body(start, false).u32(0) == kSectionHeader;  // reads the same in both directions
}

Result<void> read_pcapng(std::FILE* file, const std::string& path, const TakeFrame& take) {
  return Reader(file, path, take).read_all();
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The packet and the context (struct xdp_md, struct __sk_buff) of the tests' interpreter, and the
// helpers that work on the packet. As BPF_PROG_TEST_RUN makes them: one linear buffer, interface
// lo, no checksum from hardware.
#pragma once

#include <linux/bpf.h>
#include <linux/if_ether.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>

#include "harness/kernel/count/interpreter_memory_test.h"

namespace bpfmark {

using HelperArguments = std::array<std::uint64_t, 5>;

class EmulatedPacket {
 public:
  // `program_type` as ProgramInfo has it.
  explicit EmulatedPacket(const std::string& program_type) : is_skb_(program_type != "xdp") {}

  void start(const Bytes& frame) {
    bytes_.assign(kHeadroom + frame.size() + kHeadroom, 0);
    std::copy(frame.begin(), frame.end(), bytes_.begin() + kHeadroom);
    length_ = frame.size();
    context_.fill(0);
  }

  Bytes output() const { return bytes_at(data(), length_); }

  std::uint64_t context() const { return address_of(context_); }
  bool is_context(std::uint64_t address) const { return address == context(); }

  std::uint64_t load_field(std::int16_t offset, std::size_t bytes) const {
    return is_skb_ ? skb_field(offset, bytes) : xdp_field(offset);
  }

  void store_field(std::int16_t offset, std::uint64_t value, std::size_t bytes) {
    if (!is_skb_ || !is_kept(offset)) throw NotEmulated("store to a context field");
    put_number(context() + offset, value, bytes);
  }

  // The helpers, by their names in linux/bpf.h; `a` without the context.
  std::uint64_t skb_load_bytes(std::uint64_t offset, std::uint64_t to, std::uint64_t bytes) {
    if (!holds(offset, bytes)) {
      std::memset(reinterpret_cast<void*>(to), 0, bytes);
      return failed(EFAULT);
    }
    std::memcpy(reinterpret_cast<void*>(to), reinterpret_cast<void*>(data() + offset), bytes);
    return 0;
  }

  std::uint64_t skb_store_bytes(std::uint64_t offset, std::uint64_t from, std::uint64_t bytes) {
    if (!holds(offset, bytes)) return failed(EFAULT);
    std::memcpy(reinterpret_cast<void*>(data() + offset), reinterpret_cast<void*>(from), bytes);
    return 0;
  }

  std::uint64_t l3_csum_replace(std::uint64_t offset, std::uint64_t from, std::uint64_t to,
                                std::uint64_t flags) {
    if (offset % 2 != 0 || !holds(offset, 2)) return failed(EFAULT);
    replace(data() + offset, from, to, flags & 0xf);
    return 0;
  }

  // A packet without a checksum keeps none, and a checksum never becomes none.
  std::uint64_t l4_csum_replace(std::uint64_t offset, std::uint64_t from, std::uint64_t to,
                                std::uint64_t flags) {
    if (offset % 2 != 0 || !holds(offset, 2)) return failed(EFAULT);
    const std::uint64_t sum = data() + offset;
    const bool zero_is_none = (flags & BPF_F_MARK_MANGLED_0) != 0;
    if (zero_is_none && number_at(sum, 2) == 0) return 0;
    replace(sum, from, to, flags & 0xf);
    if (zero_is_none && number_at(sum, 2) == 0) put_number(sum, 0xffff, 2);
    return 0;
  }

  static std::uint64_t csum_diff(const HelperArguments& a) {
    std::uint64_t sum = a[4] & 0xffffffff;
    for (std::size_t at = 0; at < a[1]; at += 4) {
      sum += static_cast<std::uint32_t>(~number_at(a[0] + at, 4));
    }
    for (std::size_t at = 0; at < a[3]; at += 4) sum += number_at(a[2] + at, 4);
    return folded(sum);
  }

 private:
  static constexpr std::size_t kHeadroom = 256;

  std::uint64_t data() const { return address_of(bytes_[kHeadroom]); }
  bool holds(std::uint64_t offset, std::uint64_t bytes) const {
    return offset <= length_ && bytes <= length_ - offset;
  }

  std::uint64_t xdp_field(std::int16_t offset) const {
    switch (offset) {
      case offsetof(xdp_md, data):
      case offsetof(xdp_md, data_meta):  // no metadata
        return data();
      case offsetof(xdp_md, data_end):
        return data() + length_;
      case offsetof(xdp_md, ingress_ifindex):
        return 1;  // lo
      case offsetof(xdp_md, rx_queue_index):
        return 0;
      default:
        throw NotEmulated("field of struct xdp_md");
    }
  }

  // What a program finds as it left it.
  static bool is_kept(std::int16_t offset) {
    return offset == offsetof(__sk_buff, mark) || offset == offsetof(__sk_buff, priority) ||
           offset == offsetof(__sk_buff, tc_classid) ||
           (offset >= static_cast<int>(offsetof(__sk_buff, cb)) &&
            offset < static_cast<int>(offsetof(__sk_buff, hash)));
  }

  std::uint64_t skb_field(std::int16_t offset, std::size_t bytes) const {
    if (is_kept(offset)) return number_at(context() + offset, bytes);
    switch (offset) {
      case offsetof(__sk_buff, data):
        return data();
      case offsetof(__sk_buff, data_end):
        return data() + length_;
      case offsetof(__sk_buff, len):
        return length_;
      case offsetof(__sk_buff, protocol):
        return number_at(data() + offsetof(ethhdr, h_proto), 2);
      case offsetof(__sk_buff, vlan_present):
        return 0;  // a tag is still in the packet
      default:
        throw NotEmulated("field of struct __sk_buff at " + std::to_string(offset));
    }
  }

  static std::uint64_t folded(std::uint64_t sum) {
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return sum;
  }

  // RFC 1624, equation 3; no bytes: `to` is a difference of sums itself.
  static void replace(std::uint64_t sum, std::uint64_t from, std::uint64_t to,
                      std::uint64_t bytes) {
    const std::uint64_t mask = bytes == 2 ? 0xffff : 0xffffffff;
    const std::uint64_t old = ~number_at(sum, 2) & 0xffff;
    const std::uint64_t gone = bytes == 0 ? 0 : ~from & mask;
    put_number(sum, ~folded(old + gone + (to & mask)), 2);
  }

  bool is_skb_;
  Bytes bytes_;
  std::size_t length_ = 0;
  std::array<std::uint8_t, sizeof(__sk_buff)> context_{};
};

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/path/call_watch.h"

#include <optional>

namespace bpfmark {
namespace {

constexpr int kXdpRedirect = 4;
constexpr int kTcRedirect = 7;

// What fails now and then in a sound program (a lookup that misses) is not among them.
std::optional<CallWatch> watch_of(std::int32_t helper) {
  switch (helper) {
    case BPF_FUNC_tail_call:
      return CallWatch{0, FailsBy::returning, 3};
    case BPF_FUNC_redirect_map:
      return CallWatch{0, FailsBy::no_redirect, 2};
    case BPF_FUNC_redirect:
      return CallWatch{0, FailsBy::no_redirect, 1};
    case BPF_FUNC_fib_lookup:
      return CallWatch{0, FailsBy::not_zero, 0};
    case BPF_FUNC_ringbuf_reserve:
    case BPF_FUNC_sk_lookup_tcp:
    case BPF_FUNC_sk_lookup_udp:
    case BPF_FUNC_skc_lookup_tcp:
      return CallWatch{0, FailsBy::null, 0};
    case BPF_FUNC_map_update_elem:
    case BPF_FUNC_map_push_elem:
    case BPF_FUNC_perf_event_output:
    case BPF_FUNC_ringbuf_output:
    case BPF_FUNC_xdp_adjust_head:
    case BPF_FUNC_xdp_adjust_tail:
    case BPF_FUNC_xdp_adjust_meta:
    case BPF_FUNC_xdp_load_bytes:
    case BPF_FUNC_xdp_store_bytes:
    case BPF_FUNC_check_mtu:
    case BPF_FUNC_skb_load_bytes:
    case BPF_FUNC_skb_store_bytes:
    case BPF_FUNC_skb_pull_data:
    case BPF_FUNC_skb_vlan_push:
    case BPF_FUNC_skb_vlan_pop:
    case BPF_FUNC_skb_adjust_room:
    case BPF_FUNC_skb_change_head:
    case BPF_FUNC_skb_change_tail:
    case BPF_FUNC_skb_change_proto:
    case BPF_FUNC_skb_set_tunnel_key:
    case BPF_FUNC_skb_get_tunnel_key:
    case BPF_FUNC_clone_redirect:
    case BPF_FUNC_l3_csum_replace:
    case BPF_FUNC_l4_csum_replace:
      return CallWatch{0, FailsBy::negative, 0};
    default:
      return std::nullopt;
  }
}

Insn make_insn(int code, int dst, int src, int off, std::int32_t imm) {
  return {.code = static_cast<__u8>(code),
          .dst_reg = static_cast<__u8>(dst & 0xf),
          .src_reg = static_cast<__u8>(src & 0xf),
          .off = static_cast<__s16>(off),
          .imm = imm};
}

void append_cell_address(std::vector<Insn>& code, int reg, int map_fd, std::size_t cell) {
  code.push_back(make_insn(BPF_LD | BPF_IMM | BPF_DW, reg, BPF_PSEUDO_MAP_VALUE, 0, map_fd));
  code.push_back(make_insn(0, 0, 0, 0, static_cast<std::int32_t>(cell * sizeof(std::uint64_t))));
}

// r1 = whether r0 is not 0, without a branch, which would double what the verifier walks through.
// As an int: Linux 6.1 leaves the upper half of r0 zero.
void append_is_not_zero(std::vector<Insn>& code) {
  code.push_back(make_insn(BPF_ALU | BPF_MOV | BPF_X, 2, 1, 0, 0));
  code.push_back(make_insn(BPF_ALU | BPF_NEG, 2, 0, 0, 0));
  code.push_back(make_insn(BPF_ALU | BPF_OR | BPF_X, 1, 2, 0, 0));
  code.push_back(make_insn(BPF_ALU | BPF_RSH | BPF_K, 1, 0, 0, 31));
}

// r1 = 1 where the call failed, else 0.
std::vector<Insn> failed_code(FailsBy by, bool is_xdp) {
  const Insn answer = make_insn(BPF_ALU | BPF_MOV | BPF_X, 1, 0, 0, 0);
  const Insn one = make_insn(BPF_ALU64 | BPF_MOV | BPF_K, 1, 0, 0, 1);
  std::vector<Insn> code;
  switch (by) {
    case FailsBy::negative:
      return {answer, make_insn(BPF_ALU | BPF_RSH | BPF_K, 1, 0, 0, 31)};
    case FailsBy::no_redirect:
      code = {answer,
              make_insn(BPF_ALU | BPF_XOR | BPF_K, 1, 0, 0, is_xdp ? kXdpRedirect : kTcRedirect)};
      append_is_not_zero(code);
      return code;
    case FailsBy::not_zero:
      code = {answer};
      append_is_not_zero(code);
      return code;
    case FailsBy::null:  // arithmetic on what may be a pointer is refused
      return {one, make_insn(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1, 0),
              make_insn(BPF_ALU64 | BPF_MOV | BPF_K, 1, 0, 0, 0)};
    case FailsBy::returning:
      return {one};
  }
  return {one};
}

std::vector<Insn> watched_code(const Insn& call, const CallWatch& watch, bool is_xdp, int map_fd,
                               std::size_t cell) {
  std::vector<Insn> code;
  if (watch.argument != 0) {
    append_cell_address(code, 0, map_fd, cell + 1);
    code.push_back(make_insn(BPF_STX | BPF_MEM | BPF_DW, 0, watch.argument, 0, 0));
  }
  code.push_back(call);
  for (const Insn& insn : failed_code(watch.by, is_xdp)) code.push_back(insn);
  append_cell_address(code, 2, map_fd, cell);
  code.push_back(make_insn(BPF_STX | BPF_ATOMIC | BPF_DW, 2, 1, 0, BPF_ADD));
  return code;
}

}  // namespace

std::vector<CallWatch> calls_to_watch(const Code& code) {
  std::vector<CallWatch> watches;
  for (std::size_t slot = 0; slot < code.insns.size(); ++slot) {
    const Insn& insn = code.insns[slot];
    if (is_wide(insn)) {
      ++slot;
    } else if (call_kind(insn) == CallKind::helper) {
      auto watch = watch_of(insn.imm);
      if (!watch) continue;
      watch->slot = slot;
      watches.push_back(*watch);
    }
  }
  return watches;
}

void add_watches(std::map<std::size_t, Edit>& edits, const Code& code,
                 const std::vector<CallWatch>& watches, bool is_xdp, int map_fd,
                 std::size_t first_cell) {
  for (std::size_t i = 0; i < watches.size(); ++i) {
    const std::size_t cell = first_cell + i * kCellsPerWatch;
    edits[watches[i].slot].instead =
        watched_code(code.insns[watches[i].slot], watches[i], is_xdp, map_fd, cell);
  }
}

}  // namespace bpfmark

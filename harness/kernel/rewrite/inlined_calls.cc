// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/rewrite/inlined_calls.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "harness/base/unique_fd.h"
#include "harness/profile/flow/instruction.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kKeyBytes = 4;
constexpr std::uint32_t kValueBytes = 8;

Insn make_insn(int code, int dst, int src, std::int16_t off, std::int32_t imm) {
  return {.code = static_cast<__u8>(code),
          .dst_reg = static_cast<__u8>(dst & 0xf),
          .src_reg = static_cast<__u8>(src & 0xf),
          .off = off,
          .imm = imm};
}

bool takes_nothing(std::int32_t helper) {
  constexpr std::array<std::int32_t, 6> kThese = {
      BPF_FUNC_get_smp_processor_id, BPF_FUNC_get_numa_node_id,  BPF_FUNC_get_prandom_u32,
      BPF_FUNC_ktime_get_ns,         BPF_FUNC_ktime_get_boot_ns, BPF_FUNC_jiffies64};
  return std::find(kThese.begin(), kThese.end(), helper) != kThese.end();
}

bool holds_maps(std::uint32_t type) {
  return type == BPF_MAP_TYPE_ARRAY_OF_MAPS || type == BPF_MAP_TYPE_HASH_OF_MAPS;
}

UniqueFd small_map(std::uint32_t type) {
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  UniqueFd inner;
  std::uint32_t value_bytes = kValueBytes;
  if (holds_maps(type)) {
    inner = small_map(BPF_MAP_TYPE_ARRAY);
    options.inner_map_fd = static_cast<std::uint32_t>(inner.get());
    value_bytes = 4;
  }
  return UniqueFd(bpf_map_create(static_cast<bpf_map_type>(type), "bpfmark_probe", kKeyBytes,
                                 value_bytes, 1, &options));
}

// A key of zero on the stack, and the map.
std::vector<Insn> arguments_of_lookup(int map) {
  return {make_insn(BPF_ST | BPF_MEM | BPF_W, kFramePointer, 0, -4, 0),
          make_insn(BPF_ALU64 | BPF_MOV | BPF_X, 2, kFramePointer, 0, 0),
          make_insn(BPF_ALU64 | BPF_ADD | BPF_K, 2, 0, 0, -4),
          make_insn(BPF_LD | BPF_IMM | BPF_DW, 1, BPF_PSEUDO_MAP_FD, 0, map),
          make_insn(0, 0, 0, 0, 0)};
}

// As the verifier left them; empty: the kernel does not show them.
std::vector<Insn> translated(int program) {
  bpf_prog_info info{};
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(program, &info, &size) != 0) return {};
  std::vector<Insn> insns(info.xlated_prog_len / sizeof(Insn));
  info = {};
  info.xlated_prog_len = static_cast<std::uint32_t>(insns.size() * sizeof(Insn));
  info.xlated_prog_insns = reinterpret_cast<std::uint64_t>(insns.data());
  size = sizeof info;
  if (bpf_obj_get_info_by_fd(program, &info, &size) != 0 || info.xlated_prog_insns == 0) return {};
  return insns;
}

bool probe(std::int32_t helper, std::uint32_t map_type) {
  const bool looks_up = helper == BPF_FUNC_map_lookup_elem && map_type != 0;
  if (!looks_up && !takes_nothing(helper)) return false;
  std::vector<Insn> code;
  UniqueFd map;
  if (looks_up) {
    map = small_map(map_type);
    if (!map) return false;
    code = arguments_of_lookup(map.get());
  }
  code.push_back(make_insn(BPF_JMP | BPF_CALL, 0, 0, 0, helper));
  code.push_back(make_insn(BPF_ALU64 | BPF_MOV | BPF_K, 0, 0, 0, 0));
  code.push_back(make_insn(BPF_JMP | BPF_EXIT, 0, 0, 0, 0));
  const UniqueFd program(bpf_prog_load(BPF_PROG_TYPE_XDP, "bpfmark_probe", "Dual BSD/GPL",
                                       code.data(), code.size(), nullptr));
  if (!program) return false;
  const std::vector<Insn> insns = translated(program.get());
  return !insns.empty() && std::none_of(insns.begin(), insns.end(), [](const Insn& insn) {
    return insn.code == (BPF_JMP | BPF_CALL);
  });
}

}  // namespace

bool is_inlined_call(std::int32_t helper, std::uint32_t map_type) {
  static std::map<std::pair<std::int32_t, std::uint32_t>, bool> known;
  const auto [at, is_new] = known.try_emplace({helper, map_type}, false);
  if (is_new) at->second = probe(helper, map_type);
  return at->second;
}

}  // namespace bpfmark

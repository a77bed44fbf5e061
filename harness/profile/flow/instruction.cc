// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/flow/instruction.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace bpfmark {
namespace {

constexpr RegisterSet kResult = only(0);

bool is_jump_class(const Insn& insn) {
  return class_of(insn) == BPF_JMP || class_of(insn) == BPF_JMP32;
}

Effects effects_of_arithmetic(const Insn& insn) {
  const std::uint8_t operation = BPF_OP(insn.code);
  const RegisterSet dst = only(insn.dst_reg);
  Effects effects{.uses = 0, .defines = dst, .undefines = 0};
  if (operation != BPF_MOV) effects.uses |= dst;
  // Of a byte swap the same bit says its direction.
  const bool has_source = BPF_SRC(insn.code) == BPF_X && operation != BPF_END;
  if (has_source) effects.uses |= only(insn.src_reg);
  return effects;
}

Effects effects_of_atomic(const Insn& insn) {
  const RegisterSet dst = only(insn.dst_reg);
  const RegisterSet src = only(insn.src_reg);
  const RegisterSet both = dst | src;
  if (insn.imm == kLoadAcquire) return {.uses = src, .defines = dst, .undefines = 0};
  if (insn.imm == BPF_CMPXCHG) {
    return {.uses = static_cast<RegisterSet>(both | kResult), .defines = kResult, .undefines = 0};
  }
  const bool fetches = insn.imm != kStoreRelease && (insn.imm & BPF_FETCH) != 0;
  return {.uses = both, .defines = fetches ? src : RegisterSet{0}, .undefines = 0};
}

Effects effects_of_load(const Insn& insn) {
  if (!is_packet_load(insn)) return {.uses = 0, .defines = only(insn.dst_reg), .undefines = 0};
  RegisterSet uses = only(6);  // where these instructions expect the context
  if (BPF_MODE(insn.code) == BPF_IND) uses |= only(insn.src_reg);
  return {.uses = uses, .defines = kResult, .undefines = kArguments};
}

Effects effects_of_jump(const Insn& insn) {
  if (is_exit(insn)) return {.uses = kResult, .defines = 0, .undefines = 0};
  if (call_kind(insn) != CallKind::none) {
    return {.uses = kArguments, .defines = kResult, .undefines = kArguments};
  }
  const std::uint8_t operation = BPF_OP(insn.code);
  if (operation == BPF_JA || operation == kJumpConditional) return {};
  RegisterSet uses = only(insn.dst_reg);
  if (BPF_SRC(insn.code) == BPF_X) uses |= only(insn.src_reg);
  return {.uses = uses, .defines = 0, .undefines = 0};
}

}  // namespace

bool is_wide(const Insn& insn) {
  return insn.code == (BPF_LD | BPF_IMM | BPF_DW);
}

CallKind call_kind(const Insn& insn) {
  if (insn.code != (BPF_JMP | BPF_CALL)) return CallKind::none;
  if (insn.src_reg == BPF_PSEUDO_CALL) return CallKind::function;
  if (insn.src_reg == BPF_PSEUDO_KFUNC_CALL) return CallKind::kfunc;
  return CallKind::helper;
}

bool is_exit(const Insn& insn) {
  return insn.code == (BPF_JMP | BPF_EXIT);
}

bool is_tail_call(const Insn& insn) {
  return call_kind(insn) == CallKind::helper && insn.imm == BPF_FUNC_tail_call;
}

bool is_packet_load(const Insn& insn) {
  const std::uint8_t mode = BPF_MODE(insn.code);
  return class_of(insn) == BPF_LD && (mode == BPF_ABS || mode == BPF_IND);
}

bool is_function_address(const Insn& insn) {
  return is_wide(insn) && insn.src_reg == BPF_PSEUDO_FUNC;
}

BranchKind branch_kind(const Insn& insn) {
  if (!is_jump_class(insn) || is_indirect_jump(insn)) return BranchKind::none;
  const std::uint8_t operation = BPF_OP(insn.code);
  if (operation == BPF_CALL || operation == BPF_EXIT) return BranchKind::none;
  if (operation != BPF_JA) return BranchKind::conditional;
  return class_of(insn) == BPF_JMP32 ? BranchKind::always_long : BranchKind::always;
}

bool is_indirect_jump(const Insn& insn) {
  return is_jump_class(insn) && BPF_OP(insn.code) == BPF_JA && BPF_SRC(insn.code) == BPF_X;
}

std::optional<std::int64_t> target_of(const Insn& insn, std::size_t slot) {
  const std::int64_t next = static_cast<std::int64_t>(slot) + 1;
  if (call_kind(insn) == CallKind::function || is_function_address(insn)) return next + insn.imm;
  switch (branch_kind(insn)) {
    case BranchKind::none:
      return std::nullopt;
    case BranchKind::always_long:
      return next + insn.imm;
    case BranchKind::always:
    case BranchKind::conditional:
      return next + insn.off;
  }
  return std::nullopt;
}

Effects effects_of(const Insn& insn) {
  const RegisterSet dst = only(insn.dst_reg);
  const RegisterSet src = only(insn.src_reg);
  switch (class_of(insn)) {
    case BPF_ALU:
    case BPF_ALU64:
      return effects_of_arithmetic(insn);
    case BPF_LDX:
      return {.uses = src, .defines = dst, .undefines = 0};
    case BPF_ST:
      return {.uses = dst, .defines = 0, .undefines = 0};
    case BPF_STX:
      if (BPF_MODE(insn.code) == BPF_ATOMIC) return effects_of_atomic(insn);
      return {.uses = static_cast<RegisterSet>(dst | src), .defines = 0, .undefines = 0};
    case BPF_LD:
      return effects_of_load(insn);
    default:
      return effects_of_jump(insn);
  }
}

std::string helper_name(std::int32_t id) {
#define BPFMARK_HELPER_NAME(name, ...) std::string_view(#name)
  static constexpr std::array kNames{__BPF_FUNC_MAPPER(BPFMARK_HELPER_NAME)};
#undef BPFMARK_HELPER_NAME
  if (id >= 0 && static_cast<std::size_t>(id) < kNames.size()) {
    return std::string(kNames[static_cast<std::size_t>(id)]);
  }
  return fmt::format("helper {}", id);
}

}  // namespace bpfmark

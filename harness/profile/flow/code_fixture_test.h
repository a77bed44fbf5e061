// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Instructions by the names that they have in assembly.
#pragma once

#include <vector>

#include "harness/profile/flow/flow_graph.h"

namespace bpfmark {

inline Insn make(int code, int dst, int src, int off, int imm) {
  return {.code = static_cast<__u8>(code),
          .dst_reg = static_cast<__u8>(dst & 0xf),
          .src_reg = static_cast<__u8>(src & 0xf),
          .off = static_cast<__s16>(off),
          .imm = imm};
}
inline Insn mov(int dst, int imm) {
  return make(BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, imm);
}
inline Insn copy(int dst, int src) {
  return make(BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0);
}
inline Insn add(int dst, int imm) {
  return make(BPF_ALU64 | BPF_ADD | BPF_K, dst, 0, 0, imm);
}
inline Insn jump(int off) {
  return make(BPF_JMP | BPF_JA, 0, 0, off, 0);
}
inline Insn jump_if_equal(int dst, int imm, int off) {
  return make(BPF_JMP | BPF_JEQ | BPF_K, dst, 0, off, imm);
}
inline Insn call_helper(int id) {
  return make(BPF_JMP | BPF_CALL, 0, 0, 0, id);
}
inline Insn call_function(int off) {
  return make(BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, off);
}
inline Insn leave() {
  return make(BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}
// Two slots: append both.
inline std::vector<Insn> wide(int dst, int src, int imm) {
  return {make(BPF_LD | BPF_IMM | BPF_DW, dst, src, 0, imm), make(0, 0, 0, 0, 0)};
}

inline Code code_of(std::vector<std::vector<Insn>> parts) {
  Code code;
  for (const auto& part : parts) code.insns.insert(code.insns.end(), part.begin(), part.end());
  return code;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What single instructions do to registers and memory: arithmetic, atomics, conditions of branches.
// Written from RFC 9669.
#pragma once

#include <linux/bpf.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string>

#include "harness/kernel/count/interpreter_memory_test.h"
#include "harness/profile/flow/instruction.h"

namespace bpfmark {

using Registers = std::array<std::uint64_t, 11>;

inline std::uint64_t swapped(std::uint64_t x, int bits, bool to_big) {
  const std::uint64_t mask = bits == 64 ? ~0ull : (1ull << bits) - 1;
  return to_big ? __builtin_bswap64(x & mask) >> (64 - bits) : x & mask;
}

inline void arithmetic(Registers& r, const Insn& insn) {
  const bool wide = (insn.code & 7) == BPF_ALU64;
  const std::uint8_t operation = insn.code & 0xf0;
  std::uint64_t& dst = r[insn.dst_reg];
  if (operation == BPF_END) {
    dst = wide ? swapped(dst, insn.imm, true) : swapped(dst, insn.imm, (insn.code & 8) != 0);
    return;
  }
  std::uint64_t b =
      (insn.code & 8) != 0 ? r[insn.src_reg] : static_cast<std::uint64_t>(std::int64_t{insn.imm});
  std::uint64_t a = dst;
  if (!wide) {
    a = static_cast<std::uint32_t>(a);
    b = static_cast<std::uint32_t>(b);
  }
  const int mask = wide ? 63 : 31;
  switch (operation) {
    case BPF_ADD:
      a += b;
      break;
    case BPF_SUB:
      a -= b;
      break;
    case BPF_MUL:
      a *= b;
      break;
    case BPF_DIV:
      if (insn.off != 0) throw NotEmulated("signed division");
      a = b == 0 ? 0 : a / b;
      break;
    case BPF_MOD:
      if (insn.off != 0) throw NotEmulated("signed remainder");
      a = b == 0 ? a : a % b;
      break;
    case BPF_OR:
      a |= b;
      break;
    case BPF_AND:
      a &= b;
      break;
    case BPF_XOR:
      a ^= b;
      break;
    case BPF_LSH:
      a <<= b & mask;
      break;
    case BPF_RSH:
      a >>= b & mask;
      break;
    case BPF_ARSH:
      a = wide ? static_cast<std::uint64_t>(static_cast<std::int64_t>(a) >> (b & 63))
               : static_cast<std::uint64_t>(static_cast<std::int32_t>(a) >> (b & 31));
      break;
    case BPF_NEG:
      a = 0 - a;
      break;
    case BPF_MOV:
      if (insn.off != 0) throw NotEmulated("sign-extending move");
      a = b;
      break;
    default:
      throw NotEmulated("arithmetic " + std::to_string(insn.code));
  }
  dst = wide ? a : static_cast<std::uint32_t>(a);
}

inline std::size_t bytes_moved(const Insn& insn) {
  switch (insn.code & 0x18) {
    case BPF_W:
      return 4;
    case BPF_H:
      return 2;
    case BPF_B:
      return 1;
    default:
      return 8;
  }
}

inline void atomic(Registers& r, const Insn& insn) {
  const std::size_t bytes = bytes_moved(insn);
  void* at = reinterpret_cast<void*>(r[insn.dst_reg] + insn.off);
  const std::uint64_t mask = bytes == 8 ? ~0ull : 0xffffffffull;
  const std::uint64_t operand = r[insn.src_reg] & mask;
  std::uint64_t old = 0;
  std::memcpy(&old, at, bytes);
  std::uint64_t now = old;
  switch (insn.imm & ~BPF_FETCH) {
    case BPF_ADD:
      now = old + operand;
      break;
    case BPF_OR:
      now = old | operand;
      break;
    case BPF_AND:
      now = old & operand;
      break;
    case BPF_XOR:
      now = old ^ operand;
      break;
    case BPF_XCHG & ~BPF_FETCH:
      now = operand;
      break;
    case BPF_CMPXCHG & ~BPF_FETCH:
      now = old == (r[0] & mask) ? operand : old;
      break;
    default:
      throw NotEmulated("atomic operation");
  }
  std::memcpy(at, &now, bytes);
  if (insn.imm == BPF_CMPXCHG) {
    r[0] = old;
  } else if ((insn.imm & BPF_FETCH) != 0) {
    r[insn.src_reg] = old;
  }
}

inline bool holds(const Registers& r, const Insn& insn) {
  std::uint64_t a = r[insn.dst_reg];
  std::uint64_t b =
      (insn.code & 8) != 0 ? r[insn.src_reg] : static_cast<std::uint64_t>(std::int64_t{insn.imm});
  auto sa = static_cast<std::int64_t>(a);
  auto sb = static_cast<std::int64_t>(b);
  if ((insn.code & 7) == BPF_JMP32) {
    a = static_cast<std::uint32_t>(a);
    b = static_cast<std::uint32_t>(b);
    sa = static_cast<std::int32_t>(a);
    sb = static_cast<std::int32_t>(b);
  }
  switch (insn.code & 0xf0) {
    case BPF_JEQ:
      return a == b;
    case BPF_JNE:
      return a != b;
    case BPF_JGT:
      return a > b;
    case BPF_JGE:
      return a >= b;
    case BPF_JLT:
      return a < b;
    case BPF_JLE:
      return a <= b;
    case BPF_JSET:
      return (a & b) != 0;
    case BPF_JSGT:
      return sa > sb;
    case BPF_JSGE:
      return sa >= sb;
    case BPF_JSLT:
      return sa < sb;
    case BPF_JSLE:
      return sa <= sb;
    case 0xe0:
      return false;  // may_goto: its limit is far away
    default:
      throw NotEmulated("branch");
  }
}

}  // namespace bpfmark

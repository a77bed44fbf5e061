// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// BPF instructions as the kernel takes them (struct bpf_insn of linux/bpf.h; the instruction set is
// RFC 9669), and what each does to the registers and to the flow. Pure: no libbpf, no kernel. A
// *slot* is eight bytes of code; an instruction takes one, a 64-bit load two.
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace bpfmark {

using Insn = bpf_insn;

// Bit n stands for register n.
using RegisterSet = std::uint16_t;
inline constexpr int kFramePointer = 10;                 // r10, read only
inline constexpr RegisterSet kArguments = 0b0000111110;  // r1..r5, which a call leaves undefined
inline constexpr RegisterSet kWritable = 0b1111111111;   // r0..r9
constexpr RegisterSet only(int reg) {
  return static_cast<RegisterSet>(1u << reg);
}

// Newer than the headers of Debian 12.
inline constexpr std::uint8_t kJumpConditional = 0xe0;  // BPF_JCOND, in class BPF_JMP: may_goto
inline constexpr std::int32_t kLoadAcquire = 0x100;     // BPF_LOAD_ACQ, an atomic operation
inline constexpr std::int32_t kStoreRelease = 0x110;    // BPF_STORE_REL

inline std::uint8_t class_of(const Insn& insn) {
  return BPF_CLASS(insn.code);
}

// Loads a 64-bit number, or a map, the value of one, a function: takes two slots.
bool is_wide(const Insn& insn);

enum class CallKind { none, helper, function, kfunc };  // function: BPF to BPF
CallKind call_kind(const Insn& insn);

bool is_exit(const Insn& insn);
bool is_tail_call(const Insn& insn);
// Old-style packet loads: leave the function where the packet is too short.
bool is_packet_load(const Insn& insn);
// Loads the address of a function, for a helper that calls it back.
bool is_function_address(const Insn& insn);

enum class BranchKind { none, always, always_long, conditional };  // long: its offset is in `imm`
BranchKind branch_kind(const Insn& insn);
// A jump to an address in a register, which no static analysis can follow.
bool is_indirect_jump(const Insn& insn);

// Where a branch, a call of a function or the load of its address at `slot` leads; none for others.
std::optional<std::int64_t> target_of(const Insn& insn, std::size_t slot);

struct Effects {
  RegisterSet uses = 0;
  RegisterSet defines = 0;
  RegisterSet undefines = 0;  // what may not be read afterwards: r1..r5 of a call
};
// A call uses as many of r1..r5 as there are; which, only its prototype says: all are named.
Effects effects_of(const Insn& insn);

// "map_lookup_elem"; "helper 999" for one that linux/bpf.h did not know.
std::string helper_name(std::int32_t id);

}  // namespace bpfmark

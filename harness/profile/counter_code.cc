// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/counter_code.h"

#include <bit>
#include <iterator>

namespace bpfmark {
namespace {

// Ids of linux/bpf.h that Debian 12's may not have by name.
constexpr std::int32_t kKtimeGetTaiNs = 208;

constexpr int kNsPerJiffyBits = 22;  // a jiffy of 4.2 ms, near the usual 4

void append_cell_address(std::vector<Insn>& code, int reg, int map_fd, std::size_t cell) {
  code.push_back({.code = BPF_LD | BPF_IMM | BPF_DW,
                  .dst_reg = static_cast<__u8>(reg & 0xf),
                  .src_reg = BPF_PSEUDO_MAP_VALUE,
                  .off = 0,
                  .imm = map_fd});
  code.push_back({.code = 0,
                  .dst_reg = 0,
                  .src_reg = 0,
                  .off = 0,
                  .imm = static_cast<std::int32_t>(cell * sizeof(std::uint64_t))});
}

Insn make_insn(int code, int dst, int src, std::int16_t off, std::int32_t imm) {
  return {.code = static_cast<__u8>(code),
          .dst_reg = static_cast<__u8>(dst & 0xf),
          .src_reg = static_cast<__u8>(src & 0xf),
          .off = off,
          .imm = imm};
}

constexpr int kLoad = BPF_LDX | BPF_MEM | BPF_DW;
constexpr int kStore = BPF_STX | BPF_MEM | BPF_DW;

// r0 = clock += step, in the unit of the helper.
std::vector<Insn> clock_code(int map_fd, std::int32_t step_ns, bool jiffies) {
  std::vector<Insn> code;
  append_cell_address(code, 1, map_fd, kClockCell);
  code.push_back(make_insn(kLoad, 0, 1, 0, 0));
  code.push_back(make_insn(BPF_ALU64 | BPF_ADD | BPF_K, 0, 0, 0, step_ns));
  code.push_back(make_insn(kStore, 1, 0, 0, 0));
  if (jiffies) code.push_back(make_insn(BPF_ALU64 | BPF_RSH | BPF_K, 0, 0, 0, kNsPerJiffyBits));
  return code;
}

// A linear congruential generator with Knuth's MMIX multiplier; its upper half is the answer.
std::vector<Insn> random_code(int map_fd) {
  constexpr std::uint64_t kMultiplier = 6364136223846793005;
  constexpr std::int32_t kIncrement = 1013904223;  // odd is all that is needed
  std::vector<Insn> code;
  append_cell_address(code, 1, map_fd, kRandomCell);
  code.push_back(make_insn(kLoad, 0, 1, 0, 0));
  code.push_back(make_insn(BPF_LD | BPF_IMM | BPF_DW, 2, 0, 0,
                           static_cast<std::int32_t>(kMultiplier & 0xffffffff)));
  code.push_back(make_insn(0, 0, 0, 0, static_cast<std::int32_t>(kMultiplier >> 32)));
  code.push_back(make_insn(BPF_ALU64 | BPF_MUL | BPF_X, 0, 2, 0, 0));
  code.push_back(make_insn(BPF_ALU64 | BPF_ADD | BPF_K, 0, 0, 0, kIncrement));
  code.push_back(make_insn(kStore, 1, 0, 0, 0));
  code.push_back(make_insn(BPF_ALU64 | BPF_RSH | BPF_K, 0, 0, 0, 32));
  return code;
}

// Of an odd number, modulo 2^64, by Newton's iteration: each step doubles the bits that are right.
std::uint64_t inverse(std::uint64_t odd) {
  std::uint64_t x = odd;  // three bits
  for (int step = 0; step < 5; ++step) x *= 2 - odd * x;
  return x;
}

}  // namespace

std::vector<Insn> counter_code(const CounterSite& site, int map_fd, std::size_t cell) {
  std::vector<Insn> code;
  const bool saves = site.saved_at != 0;
  if (saves) code.push_back(make_insn(kStore, kFramePointer, site.reg, site.saved_at, 0));
  append_cell_address(code, site.reg, map_fd, cell);
  code.push_back(make_insn(BPF_STX | BPF_ATOMIC | BPF_DW, site.reg, site.reg, 0, BPF_ADD));
  if (saves) code.push_back(make_insn(kLoad, site.reg, kFramePointer, site.saved_at, 0));
  return code;
}

std::uint64_t count_in_cell(std::uint64_t value, std::uint64_t address) {
  if (address == 0) return 0;
  const int zeros = std::countr_zero(address);
  const std::uint64_t mask = ~std::uint64_t{0} >> zeros;
  return ((value >> zeros) * inverse(address >> zeros)) & mask;
}

bool is_random(const Insn& insn) {
  return call_kind(insn) == CallKind::helper && insn.imm == BPF_FUNC_get_prandom_u32;
}

bool is_virtual(const Insn& insn) {
  if (is_random(insn)) return true;
  if (call_kind(insn) != CallKind::helper) return false;
  switch (insn.imm) {
    case BPF_FUNC_ktime_get_ns:
    case BPF_FUNC_ktime_get_boot_ns:
    case BPF_FUNC_ktime_get_coarse_ns:
    case kKtimeGetTaiNs:
    case BPF_FUNC_jiffies64:
      return true;
    default:
      return false;
  }
}

std::uint64_t clock_of_call(std::size_t call) {
  constexpr std::uint64_t kSteps[] = {1'000, 1'000'000, 2'000'000'000};
  constexpr std::uint64_t kTurnNs = kSteps[0] + kSteps[1] + kSteps[2];
  std::uint64_t ns = kClockStartNs + call / std::size(kSteps) * kTurnNs;
  for (std::size_t i = 0; i < call % std::size(kSteps); ++i) ns += kSteps[i];
  return ns;
}

// The calls' sequences must not be one another's, moved by a few: a mixing step of splitmix64.
std::uint64_t random_seed_of_call(std::size_t call) {
  std::uint64_t seed = kRandomSeed * (call + 1);
  seed = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9;
  return seed ^ seed >> 27;
}

std::vector<Insn> virtual_code(const Insn& call, int map_fd, std::int32_t step_ns) {
  if (is_random(call)) return random_code(map_fd);
  return clock_code(map_fd, step_ns, call.imm == BPF_FUNC_jiffies64);
}

std::map<std::size_t, Edit> virtual_edits(const Code& code, int map_fd, std::int32_t step_ns) {
  std::map<std::size_t, Edit> edits;
  for (std::size_t slot = 0; slot < code.insns.size(); ++slot) {
    const Insn& insn = code.insns[slot];
    if (is_virtual(insn)) edits[slot].instead = virtual_code(insn, map_fd, step_ns);
  }
  return edits;
}

std::map<std::size_t, Edit> edits_for(const Code& code, const std::vector<CounterSite>& sites,
                                      int map_fd, std::size_t first_cell) {
  std::map<std::size_t, Edit> edits = virtual_edits(code, map_fd, kClockStepNs);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    edits[sites[i].slot].before = counter_code(sites[i], map_fd, first_cell + i);
  }
  return edits;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Executes a program's code in user space, to compare counts with: written from RFC 9669 and the
// helpers' manual page, it shares nothing with what inserts counters but the instructions' layout.
// Addresses are those of this process; a context field is recognised by its base. Here is the flow:
// what instructions do is in interpreter_arithmetic_test.h, the packet and the maps beside it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/kernel/count/interpreter_arithmetic_test.h"
#include "harness/kernel/count/interpreter_maps_test.h"
#include "harness/kernel/count/interpreter_packet_test.h"
#include "harness/profile/counter_code.h"
#include "harness/profile/program_code.h"

namespace bpfmark {

class Interpreter {
 public:
  // `programs` and `maps` of one load, the maps' first contents are read; `type` as ProgramInfo has
  // it.
  Interpreter(std::vector<ProgramCode> programs, const std::vector<Map>& maps,
              const std::string& type)
      : programs_(std::move(programs)), packet_(type) {
    for (const Map& map : maps) maps_[map.fd] = std::make_unique<EmulatedMap>(map);
    for (const ProgramCode& program : programs_) {
      executed_.emplace_back(program.code.insns.size(), 0);
    }
  }

  // Executed so far: by program, by slot.
  const std::vector<std::vector<std::uint64_t>>& executed() const { return executed_; }
  // The packet as the last run left it.
  Bytes output() const { return packet_.output(); }

  std::uint32_t run(const Bytes& frame) {
    packet_.start(frame);
    tail_calls_ = 0;
    try {
      return static_cast<std::uint32_t>(call(0, 0, {packet_.context(), 0, 0, 0, 0}));
    } catch (const Thrown&) {
      return 0;
    }
  }

 private:
  struct Thrown {};
  struct Frame {
    Registers r{};
    std::array<std::uint8_t, 512> stack{};
  };

  std::uint64_t call(std::size_t program, std::size_t slot, const HelperArguments& arguments) {
    Frame frame;
    for (std::size_t i = 0; i < arguments.size(); ++i) frame.r[i + 1] = arguments[i];
    frame.r[10] = reinterpret_cast<std::uint64_t>(frame.stack.data() + frame.stack.size());
    for (;;) {
      const Insn& insn = programs_[program].code.insns.at(slot);
      ++executed_[program][slot];
      if (insn.code == (BPF_JMP | BPF_EXIT)) return frame.r[0];
      const auto left = step(frame.r, program, slot);
      if (left) return *left;
    }
  }

  // A value: the function was left by a tail call with this result.
  std::optional<std::uint64_t> step(Registers& r, std::size_t program, std::size_t& slot) {
    const Insn& insn = programs_[program].code.insns[slot];
    const std::size_t here = slot;
    ++slot;
    switch (insn.code & 7) {
      case BPF_ALU:
      case BPF_ALU64:
        arithmetic(r, insn);
        return std::nullopt;
      case BPF_LDX:
        load(r, insn);
        return std::nullopt;
      case BPF_ST:
        store(r, insn, static_cast<std::uint64_t>(std::int64_t{insn.imm}));
        return std::nullopt;
      case BPF_STX:
        if ((insn.code & 0xe0) == BPF_ATOMIC) {
          atomic(r, insn);
        } else {
          store(r, insn, r[insn.src_reg]);
        }
        return std::nullopt;
      case BPF_LD:
        load_wide(r, program, here);
        ++slot;
        return std::nullopt;
      default:
        return jump(r, program, here, slot);
    }
  }

  void load_wide(Registers& r, std::size_t program, std::size_t at) {
    const Insn& insn = programs_[program].code.insns[at];
    const Insn& rest = programs_[program].code.insns[at + 1];
    std::uint64_t& dst = r[insn.dst_reg];
    if (insn.code != (BPF_LD | BPF_IMM | BPF_DW)) throw NotEmulated("packet load");
    switch (insn.src_reg) {
      case 0:
        dst = static_cast<std::uint32_t>(insn.imm) |
              static_cast<std::uint64_t>(static_cast<std::uint32_t>(rest.imm)) << 32;
        return;
      case BPF_PSEUDO_MAP_FD:
        dst = reinterpret_cast<std::uint64_t>(maps_.at(insn.imm).get());
        return;
      case BPF_PSEUDO_MAP_VALUE:
        dst = maps_.at(insn.imm)->only_value() + static_cast<std::uint32_t>(rest.imm);
        return;
      case BPF_PSEUDO_FUNC:
        dst = at + 1 + insn.imm;
        return;
      default:
        throw NotEmulated("address of a kernel variable");
    }
  }

  void load(Registers& r, const Insn& insn) {
    if ((insn.code & 0xe0) != BPF_MEM) throw NotEmulated("load of another mode");
    const std::uint64_t base = r[insn.src_reg];
    r[insn.dst_reg] = packet_.is_context(base) ? packet_.load_field(insn.off, bytes_moved(insn))
                                               : number_at(base + insn.off, bytes_moved(insn));
  }

  void store(const Registers& r, const Insn& insn, std::uint64_t value) {
    const std::uint64_t base = r[insn.dst_reg];
    if (packet_.is_context(base)) {
      packet_.store_field(insn.off, value, bytes_moved(insn));
    } else {
      put_number(base + insn.off, value, bytes_moved(insn));
    }
  }

  std::optional<std::uint64_t> jump(Registers& r, std::size_t program, std::size_t here,
                                    std::size_t& slot) {
    const Insn& insn = programs_[program].code.insns[here];
    if ((insn.code & 0xf0) == BPF_JA) {
      slot = here + 1 + ((insn.code & 7) == BPF_JMP32 ? insn.imm : insn.off);
    } else if ((insn.code & 0xf0) == BPF_CALL) {
      const HelperArguments arguments{r[1], r[2], r[3], r[4], r[5]};
      if (insn.src_reg == BPF_PSEUDO_CALL) {
        r[0] = call(program, here + 1 + insn.imm, arguments);
      } else if (insn.src_reg == 0 && insn.imm == BPF_FUNC_tail_call) {
        if (const auto target = tail_call(arguments)) return call(*target, 0, arguments);
      } else if (insn.src_reg == 0) {
        r[0] = helper(program, insn.imm, arguments);
      } else {
        r[0] = kfunc(program, here, arguments);
      }
    } else if (holds(r, insn)) {
      slot = here + 1 + insn.off;
    }
    return std::nullopt;
  }

  // By place in the only map of programs that the tests have: 1 is the second program, and so on.
  std::optional<std::size_t> tail_call(const HelperArguments& arguments) {
    const auto index = static_cast<std::uint32_t>(arguments[2]);
    if (index == 0 || index >= programs_.size() || ++tail_calls_ > 33) return std::nullopt;
    return index;
  }

  std::uint64_t clock() { return clock_ += kClockStepNs; }

  std::uint64_t helper(std::size_t program, std::int32_t id, const HelperArguments& a) {
    switch (id) {
      case BPF_FUNC_map_lookup_elem:
        return map_of(a[0]).lookup(a[1]);
      case BPF_FUNC_map_update_elem:
        return map_of(a[0]).update(a[1], a[2], a[3]);
      case BPF_FUNC_map_delete_elem:
        return map_of(a[0]).remove(a[1]);
      case BPF_FUNC_map_push_elem:
        return map_of(a[0]).push(a[1]);
      case BPF_FUNC_ktime_get_ns:
      case BPF_FUNC_ktime_get_boot_ns:
      case BPF_FUNC_ktime_get_coarse_ns:
        return clock();
      case BPF_FUNC_jiffies64:
        return clock() >> 22;
      case BPF_FUNC_get_prandom_u32:
        random_ = random_ * 6364136223846793005ull + 1013904223;
        return random_ >> 32;
      case BPF_FUNC_spin_lock:
      case BPF_FUNC_spin_unlock:
        return 0;
      case BPF_FUNC_loop:
        return loop(program, a);
      case BPF_FUNC_for_each_map_elem:
        return for_each(program, a);
      default:
        return packet_helper(id, a);
    }
  }

  std::uint64_t packet_helper(std::int32_t id, const HelperArguments& a) {
    switch (id) {
      case BPF_FUNC_csum_diff:
        return EmulatedPacket::csum_diff(a);
      case BPF_FUNC_skb_load_bytes:
        return packet_.skb_load_bytes(a[1], a[2], a[3]);
      case BPF_FUNC_skb_store_bytes:
        return packet_.skb_store_bytes(a[1], a[2], a[3]);
      case BPF_FUNC_l3_csum_replace:
        return packet_.l3_csum_replace(a[1], a[2], a[3], a[4]);
      case BPF_FUNC_l4_csum_replace:
        return packet_.l4_csum_replace(a[1], a[2], a[3], a[4]);
      default:
        throw NotEmulated("helper " + helper_name(id));
    }
  }

  std::uint64_t kfunc(std::size_t program, std::size_t slot, const HelperArguments& a) {
    for (const CallSite& site : programs_[program].calls) {
      if (site.slot != slot) continue;
      if (site.name == "bpf_throw") throw Thrown{};
      if (site.name.starts_with("bpf_iter_num_")) return count_up(site.name, a);
      throw NotEmulated("kfunc " + site.name);
    }
    throw NotEmulated("kfunc");
  }

  // struct bpf_iter_num: two 32-bit numbers, the current one and the end.
  static std::uint64_t count_up(const std::string& name, const HelperArguments& a) {
    if (name == "bpf_iter_num_new") {
      put_number(a[0], a[1] - 1, 4);
      put_number(a[0] + 4, a[2], 4);
      return 0;
    }
    if (name == "bpf_iter_num_destroy") return 0;
    const auto next = static_cast<std::int32_t>(number_at(a[0], 4)) + 1;
    if (next >= static_cast<std::int32_t>(number_at(a[0] + 4, 4))) return 0;
    put_number(a[0], static_cast<std::uint64_t>(next), 4);
    return a[0];
  }

  static EmulatedMap& map_of(std::uint64_t pointer) {
    return *reinterpret_cast<EmulatedMap*>(pointer);
  }

  std::uint64_t loop(std::size_t program, const HelperArguments& a) {
    for (std::uint32_t i = 0; i < a[0]; ++i) {
      if (call(program, a[1], {i, a[2], 0, 0, 0}) != 0) return i + 1;
    }
    return a[0];
  }

  std::uint64_t for_each(std::size_t program, const HelperArguments& a) {
    std::uint64_t visited = 0;
    for (const auto& [key, value] : map_of(a[0]).entries()) {
      ++visited;
      const std::uint64_t stops = call(program, a[1],
                                       {a[0], reinterpret_cast<std::uint64_t>(key.data()),
                                        reinterpret_cast<std::uint64_t>(value->data()), a[2], 0});
      if (stops != 0) break;
    }
    return visited;
  }

  std::vector<ProgramCode> programs_;
  std::map<int, std::unique_ptr<EmulatedMap>> maps_;  // by descriptor
  std::vector<std::vector<std::uint64_t>> executed_;
  EmulatedPacket packet_;
  std::uint64_t clock_ = kClockStartNs;
  std::uint64_t random_ = kRandomSeed;
  int tail_calls_ = 0;  // of the packet
};

}  // namespace bpfmark

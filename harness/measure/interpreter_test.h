// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Executes a program's code in user space, to compare counts with: written from RFC 9669 and the
// helpers' manual page, it shares nothing with what inserts counters but the instructions' layout.
// Addresses are those of this process; a context field is recognised by its base.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "harness/kernel/map.h"
#include "harness/kernel/map_contents.h"
#include "harness/profile/counter_code.h"
#include "harness/profile/program_code.h"

namespace bpfmark {

// What this interpreter does not know; the test says so and leaves the program out.
struct NotEmulated : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Interpreter {
 public:
  // `programs` and `maps` of one load; the maps' first contents are read.
  Interpreter(std::vector<ProgramCode> programs, const std::vector<Map>& maps)
      : programs_(std::move(programs)) {
    for (const Map& map : maps) add_map(map);
    for (const ProgramCode& program : programs_) {
      executed_.emplace_back(program.code.insns.size(), 0);
    }
  }

  // Executed so far: by program, by slot.
  const std::vector<std::vector<std::uint64_t>>& executed() const { return executed_; }

  std::uint32_t run(const Bytes& frame) {
    packet_.assign(kHeadroom + frame.size() + kHeadroom, 0);
    std::copy(frame.begin(), frame.end(), packet_.begin() + kHeadroom);
    tail_calls_ = 0;
    data_ = packet_.data() + kHeadroom;
    end_ = data_ + frame.size();
    std::uint64_t verdict = 0;
    try {
      verdict = call(0, 0, {address(context_), 0, 0, 0, 0});
    } catch (const Thrown&) {
      verdict = 0;
    }
    return static_cast<std::uint32_t>(verdict);
  }

 private:
  static constexpr std::size_t kHeadroom = 256;
  using Arguments = std::array<std::uint64_t, 5>;
  struct Thrown {};

  struct EmulatedMap {
    Map map;
    std::map<Bytes, std::unique_ptr<Bytes>> entries;
    std::vector<Bytes> queue;
  };

  void add_map(const Map& map) {
    auto emulated = std::make_unique<EmulatedMap>();
    emulated->map = map;
    const auto contents = map.type == BPF_MAP_TYPE_PROG_ARRAY
                              ? Result<std::optional<MapContents>>(std::nullopt)
                              : read_contents(map);
    if (map.is_array()) {
      for (std::uint32_t i = 0; i < map.max_entries; ++i) {
        emulated->entries[bytes_of(&i, 4)] = std::make_unique<Bytes>(map.value_bytes);
      }
    }
    if (contents && *contents) {
      for (const auto& [key, value] : **contents) {
        const auto bytes = std::min(value.size(), map.value_bytes);
        emulated->entries[key] = std::make_unique<Bytes>(value.begin(), value.begin() + bytes);
      }
    }
    maps_[map.fd] = std::move(emulated);
  }

  template <typename T>
  static std::uint64_t address(const T& thing) {
    return reinterpret_cast<std::uint64_t>(&thing);
  }
  static Bytes bytes_of(const void* from, std::size_t count) {
    const auto* bytes = static_cast<const std::uint8_t*>(from);
    return {bytes, bytes + count};
  }
  static Bytes bytes_at(std::uint64_t at, std::size_t count) {
    return bytes_of(reinterpret_cast<const void*>(at), count);
  }

  struct Frame {
    std::array<std::uint64_t, 11> r{};
    std::array<std::uint8_t, 512> stack{};
  };

  std::uint64_t call(std::size_t program, std::size_t slot, const Arguments& arguments) {
    Frame frame;
    for (std::size_t i = 0; i < arguments.size(); ++i) frame.r[i + 1] = arguments[i];
    frame.r[10] = reinterpret_cast<std::uint64_t>(frame.stack.data() + frame.stack.size());
    for (;;) {
      const Insn& insn = programs_[program].code.insns.at(slot);
      ++executed_[program][slot];
      if (insn.code == (BPF_JMP | BPF_EXIT)) return frame.r[0];
      const auto left = step(frame, program, slot);
      if (left) return *left;
    }
  }

  // A value: the function was left by a tail call with this result.
  std::optional<std::uint64_t> step(Frame& frame, std::size_t program, std::size_t& slot) {
    const Insn& insn = programs_[program].code.insns[slot];
    const std::size_t here = slot;
    ++slot;
    switch (insn.code & 7) {
      case BPF_ALU:
      case BPF_ALU64:
        arithmetic(frame, insn);
        return std::nullopt;
      case BPF_LDX:
        load(frame, insn);
        return std::nullopt;
      case BPF_ST:
        store(frame.r[insn.dst_reg] + insn.off, static_cast<std::uint64_t>(std::int64_t{insn.imm}),
              insn);
        return std::nullopt;
      case BPF_STX:
        if ((insn.code & 0xe0) == BPF_ATOMIC) {
          atomic(frame, insn);
        } else {
          store(frame.r[insn.dst_reg] + insn.off, frame.r[insn.src_reg], insn);
        }
        return std::nullopt;
      case BPF_LD:
        load_wide(frame, program, here);
        ++slot;
        return std::nullopt;
      default:
        return jump(frame, program, here, slot);
    }
  }

  void load_wide(Frame& frame, std::size_t program, std::size_t at) {
    const Insn& insn = programs_[program].code.insns[at];
    const Insn& rest = programs_[program].code.insns[at + 1];
    std::uint64_t& dst = frame.r[insn.dst_reg];
    if (insn.code != (BPF_LD | BPF_IMM | BPF_DW)) throw NotEmulated("packet load");
    switch (insn.src_reg) {
      case 0:
        dst = static_cast<std::uint32_t>(insn.imm) |
              static_cast<std::uint64_t>(static_cast<std::uint32_t>(rest.imm)) << 32;
        return;
      case BPF_PSEUDO_MAP_FD:
        dst = reinterpret_cast<std::uint64_t>(maps_.at(insn.imm).get());
        return;
      case BPF_PSEUDO_MAP_VALUE: {
        const std::uint32_t zero = 0;
        dst = reinterpret_cast<std::uint64_t>(
                  maps_.at(insn.imm)->entries.at(bytes_of(&zero, 4))->data()) +
              static_cast<std::uint32_t>(rest.imm);
        return;
      }
      case BPF_PSEUDO_FUNC:
        dst = at + 1 + insn.imm;
        return;
      default:
        throw NotEmulated("address of a kernel variable");
    }
  }

  static std::uint64_t swapped(std::uint64_t x, int bits, bool to_big) {
    const std::uint64_t mask = bits == 64 ? ~0ull : (1ull << bits) - 1;
    return to_big ? __builtin_bswap64(x & mask) >> (64 - bits) : x & mask;
  }

  static void arithmetic(Frame& frame, const Insn& insn) {
    const bool wide = (insn.code & 7) == BPF_ALU64;
    const std::uint8_t operation = insn.code & 0xf0;
    std::uint64_t& dst = frame.r[insn.dst_reg];
    if (operation == BPF_END) {
      dst = wide ? swapped(dst, insn.imm, true) : swapped(dst, insn.imm, (insn.code & 8) != 0);
      return;
    }
    std::uint64_t b = (insn.code & 8) != 0 ? frame.r[insn.src_reg]
                                           : static_cast<std::uint64_t>(std::int64_t{insn.imm});
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

  static std::size_t bytes_moved(const Insn& insn) {
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

  void load(Frame& frame, const Insn& insn) {
    if ((insn.code & 0xe0) != BPF_MEM) throw NotEmulated("load of another mode");
    if (frame.r[insn.src_reg] == address(context_)) {
      frame.r[insn.dst_reg] = context_field(insn.off);
      return;
    }
    std::uint64_t value = 0;
    std::memcpy(&value, reinterpret_cast<void*>(frame.r[insn.src_reg] + insn.off),
                bytes_moved(insn));
    frame.r[insn.dst_reg] = value;
  }

  std::uint64_t context_field(std::int16_t offset) const {
    switch (offset) {
      case 0:
        return reinterpret_cast<std::uint64_t>(data_);
      case 4:
        return reinterpret_cast<std::uint64_t>(end_);
      case 8:
        return reinterpret_cast<std::uint64_t>(data_);  // no metadata
      case 12:
        return 1;  // lo
      case 16:
        return 0;
      default:
        throw NotEmulated("context field");
    }
  }

  static void store(std::uint64_t at, std::uint64_t value, const Insn& insn) {
    std::memcpy(reinterpret_cast<void*>(at), &value, bytes_moved(insn));
  }

  static void atomic(Frame& frame, const Insn& insn) {
    const std::size_t bytes = bytes_moved(insn);
    void* at = reinterpret_cast<void*>(frame.r[insn.dst_reg] + insn.off);
    const std::uint64_t mask = bytes == 8 ? ~0ull : 0xffffffffull;
    const std::uint64_t operand = frame.r[insn.src_reg] & mask;
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
        now = old == (frame.r[0] & mask) ? operand : old;
        break;
      default:
        throw NotEmulated("atomic operation");
    }
    std::memcpy(at, &now, bytes);
    if (insn.imm == BPF_CMPXCHG) {
      frame.r[0] = old;
    } else if ((insn.imm & BPF_FETCH) != 0) {
      frame.r[insn.src_reg] = old;
    }
  }

  static bool holds(const Frame& frame, const Insn& insn) {
    std::uint64_t a = frame.r[insn.dst_reg];
    std::uint64_t b = (insn.code & 8) != 0 ? frame.r[insn.src_reg]
                                           : static_cast<std::uint64_t>(std::int64_t{insn.imm});
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

  std::optional<std::uint64_t> jump(Frame& frame, std::size_t program, std::size_t here,
                                    std::size_t& slot) {
    const Insn& insn = programs_[program].code.insns[here];
    if ((insn.code & 0xf0) == BPF_JA) {
      slot = here + 1 + ((insn.code & 7) == BPF_JMP32 ? insn.imm : insn.off);
    } else if ((insn.code & 0xf0) == BPF_CALL) {
      const Arguments arguments{frame.r[1], frame.r[2], frame.r[3], frame.r[4], frame.r[5]};
      if (insn.src_reg == BPF_PSEUDO_CALL) {
        frame.r[0] = call(program, here + 1 + insn.imm, arguments);
      } else if (insn.src_reg == 0 && insn.imm == BPF_FUNC_tail_call) {
        if (const auto target = tail_call(arguments)) return call(*target, 0, arguments);
      } else {
        frame.r[0] = helper(program, here, insn, arguments);
      }
    } else if (holds(frame, insn)) {
      slot = here + 1 + insn.off;
    }
    return std::nullopt;
  }

  // By place in the only map of programs that the tests have: 1 is the second program, and so on.
  std::optional<std::size_t> tail_call(const Arguments& arguments) {
    const auto index = static_cast<std::uint32_t>(arguments[2]);
    if (index == 0 || index >= programs_.size() || ++tail_calls_ > 33) return std::nullopt;
    return index;
  }

  std::uint64_t clock() { return clock_ += kClockStepNs; }

  std::uint64_t helper(std::size_t program, std::size_t slot, const Insn& insn,
                       const Arguments& a) {
    if (insn.src_reg != 0) return kfunc(program, slot, a);
    switch (insn.imm) {
      case BPF_FUNC_map_lookup_elem:
        return lookup(map_of(a[0]), a[1]);
      case BPF_FUNC_map_update_elem:
        return update(map_of(a[0]), a[1], a[2]);
      case BPF_FUNC_map_delete_elem:
        return remove(map_of(a[0]), a[1]);
      case BPF_FUNC_map_push_elem:
        return push(map_of(a[0]), a[1]);
      case BPF_FUNC_ktime_get_ns:
      case BPF_FUNC_ktime_get_boot_ns:
      case BPF_FUNC_ktime_get_coarse_ns:
        return clock();
      case BPF_FUNC_jiffies64:
        return clock() >> 22;
      case BPF_FUNC_get_prandom_u32:
        random_ = random_ * 6364136223846793005ull + 1013904223;
        return random_ >> 32;
      case BPF_FUNC_csum_diff:
        return checksum(a);
      case BPF_FUNC_spin_lock:
      case BPF_FUNC_spin_unlock:
        return 0;
      case BPF_FUNC_loop:
        return loop(program, a);
      case BPF_FUNC_for_each_map_elem:
        return for_each(program, a);
      default:
        throw NotEmulated("helper " + helper_name(insn.imm));
    }
  }

  static std::uint64_t checksum(const Arguments& a) {
    std::uint64_t sum = a[4] & 0xffffffff;
    for (std::size_t at = 0; at < a[1]; at += 4)
      sum += static_cast<std::uint32_t>(~word(a[0] + at));
    for (std::size_t at = 0; at < a[3]; at += 4) sum += word(a[2] + at);
    while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
    return sum;
  }
  static std::uint32_t word(std::uint64_t at) {
    std::uint32_t value = 0;
    std::memcpy(&value, reinterpret_cast<const void*>(at), sizeof value);
    return value;
  }

  std::uint64_t kfunc(std::size_t program, std::size_t slot, const Arguments& a) {
    for (const CallSite& site : programs_[program].calls) {
      if (site.slot != slot) continue;
      if (site.name == "bpf_throw") throw Thrown{};
      if (site.name == "bpf_iter_num_new") {
        iterator_ = static_cast<std::int32_t>(a[1]) - 1;
        iterator_end_ = static_cast<std::int32_t>(a[2]);
        return 0;
      }
      if (site.name == "bpf_iter_num_next") {
        return ++iterator_ < iterator_end_ ? address(iterator_) : 0;
      }
      if (site.name == "bpf_iter_num_destroy") return 0;
      throw NotEmulated("kfunc " + site.name);
    }
    throw NotEmulated("kfunc");
  }

  static EmulatedMap& map_of(std::uint64_t pointer) {
    return *reinterpret_cast<EmulatedMap*>(pointer);
  }

  static void need_hash_or_array(const EmulatedMap& map) {
    if (!map.map.is_array() && map.map.type_name != "hash" && map.map.type_name != "lru_hash" &&
        map.map.type_name != "percpu_hash") {
      throw NotEmulated("map of type " + map.map.type_name);
    }
  }

  static std::uint64_t lookup(EmulatedMap& map, std::uint64_t key) {
    need_hash_or_array(map);
    const auto found = map.entries.find(bytes_at(key, map.map.key_bytes));
    return found == map.entries.end() ? 0 : reinterpret_cast<std::uint64_t>(found->second->data());
  }

  static std::uint64_t update(EmulatedMap& map, std::uint64_t key, std::uint64_t value) {
    need_hash_or_array(map);
    auto& entry = map.entries[bytes_at(key, map.map.key_bytes)];
    entry = std::make_unique<Bytes>(bytes_at(value, map.map.value_bytes));
    return 0;
  }

  static std::uint64_t remove(EmulatedMap& map, std::uint64_t key) {
    need_hash_or_array(map);
    return map.entries.erase(bytes_at(key, map.map.key_bytes)) > 0 ? 0
                                                                   : static_cast<std::uint64_t>(-2);
  }

  static std::uint64_t push(EmulatedMap& map, std::uint64_t value) {
    map.queue.push_back(bytes_at(value, map.map.value_bytes));
    return 0;
  }

  std::uint64_t loop(std::size_t program, const Arguments& a) {
    for (std::uint32_t i = 0; i < a[0]; ++i) {
      if (call(program, a[1], {i, a[2], 0, 0, 0}) != 0) return i + 1;
    }
    return a[0];
  }

  std::uint64_t for_each(std::size_t program, const Arguments& a) {
    EmulatedMap& map = map_of(a[0]);
    std::uint64_t visited = 0;
    for (auto& [key, value] : map.entries) {
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
  Bytes packet_;
  std::uint8_t* data_ = nullptr;
  std::uint8_t* end_ = nullptr;
  std::uint64_t context_ = 0;  // only its address counts
  std::uint64_t clock_ = kClockStartNs;
  std::uint64_t random_ = kRandomSeed;
  int tail_calls_ = 0;  // of the packet
  std::int32_t iterator_ = 0;
  std::int32_t iterator_end_ = 0;
};

}  // namespace bpfmark

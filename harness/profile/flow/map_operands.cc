// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/flow/map_operands.h"

#include <array>
#include <deque>
#include <vector>

namespace bpfmark {
namespace {

// Linux 6.1 and 6.2: newer than some headers.
constexpr std::int32_t kUserRingbufDrain = 209;
constexpr std::int32_t kCgrpStorageGet = 210;
constexpr std::int32_t kCgrpStorageDelete = 211;

constexpr int kUnvisited = -2;
constexpr int kUnknown = -1;
using Registers = std::array<int, 11>;  // each a map's descriptor, or one of these two

Registers all(int value) {
  Registers registers{};
  registers.fill(value);
  return registers;
}

bool loads_map(const Insn& insn) {
  return is_wide(insn) && insn.src_reg == BPF_PSEUDO_MAP_FD;
}

void step(Registers& registers, const Insn& insn) {
  const bool moves = insn.code == (BPF_ALU64 | BPF_MOV | BPF_X) && insn.off == 0;
  const int moved = moves ? registers[insn.src_reg] : kUnknown;
  const Effects effects = effects_of(insn);
  for (int reg = 0; reg <= kFramePointer; ++reg) {
    if ((effects.undefines | effects.defines) & only(reg)) {
      registers[static_cast<std::size_t>(reg)] = kUnknown;
    }
  }
  if (moves) registers[insn.dst_reg] = moved;
  if (loads_map(insn)) registers[insn.dst_reg] = insn.imm;
}

bool merge(Registers& into, const Registers& from) {
  bool changed = false;
  for (std::size_t reg = 0; reg < into.size(); ++reg) {
    const int merged = into[reg] == kUnvisited || into[reg] == from[reg] ? from[reg] : kUnknown;
    changed |= merged != into[reg];
    into[reg] = merged;
  }
  return changed;
}

std::vector<Registers> registers_at_starts(const Code& code, const FlowGraph& graph) {
  std::vector<Registers> at(graph.blocks.size(), all(kUnvisited));
  std::deque<std::size_t> waiting;
  for (const std::size_t start : graph.functions) {
    at[graph.block_at[start]] = all(kUnknown);
    waiting.push_back(graph.block_at[start]);
  }
  while (!waiting.empty()) {
    const CodeBlock& block = graph.blocks[waiting.front()];
    Registers registers = at[waiting.front()];
    waiting.pop_front();
    for (std::size_t slot = block.first; slot < block.end; ++slot) {
      step(registers, code.insns[slot]);
      if (is_wide(code.insns[slot])) ++slot;
    }
    for (const std::size_t next : block.next) {
      if (merge(at[next], registers)) waiting.push_back(next);
    }
  }
  return at;
}

}  // namespace

std::optional<int> map_argument(std::int32_t helper) {
  switch (helper) {
    case BPF_FUNC_map_lookup_elem:
    case BPF_FUNC_map_update_elem:
    case BPF_FUNC_map_delete_elem:
    case BPF_FUNC_map_push_elem:
    case BPF_FUNC_map_pop_elem:
    case BPF_FUNC_map_peek_elem:
    case BPF_FUNC_map_lookup_percpu_elem:
    case BPF_FUNC_for_each_map_elem:
    case BPF_FUNC_redirect_map:
    case BPF_FUNC_ringbuf_output:
    case BPF_FUNC_ringbuf_reserve:
    case BPF_FUNC_ringbuf_query:
    case BPF_FUNC_sk_storage_get:
    case BPF_FUNC_sk_storage_delete:
    case BPF_FUNC_inode_storage_get:
    case BPF_FUNC_inode_storage_delete:
    case BPF_FUNC_task_storage_get:
    case BPF_FUNC_task_storage_delete:
    case kUserRingbufDrain:
    case kCgrpStorageGet:
    case kCgrpStorageDelete:
    case BPF_FUNC_get_local_storage:
    case BPF_FUNC_current_task_under_cgroup:
      return 1;
    case BPF_FUNC_tail_call:
    case BPF_FUNC_perf_event_output:
    case BPF_FUNC_get_stackid:
    case BPF_FUNC_skb_under_cgroup:
    case BPF_FUNC_sk_select_reuseport:
      return 2;
    default:
      return std::nullopt;
  }
}

std::map<std::size_t, int> map_operands(const Code& code, const FlowGraph& graph) {
  std::map<std::size_t, int> operands;
  const std::vector<Registers> starts = registers_at_starts(code, graph);
  for (std::size_t b = 0; b < graph.blocks.size(); ++b) {
    Registers registers = starts[b];
    for (std::size_t slot = graph.blocks[b].first; slot < graph.blocks[b].end; ++slot) {
      const Insn& insn = code.insns[slot];
      const bool helper = call_kind(insn) == CallKind::helper;
      const auto argument = helper ? map_argument(insn.imm) : std::nullopt;
      if (argument) {
        const int fd = registers[static_cast<std::size_t>(*argument)];
        if (fd >= 0) operands[slot] = fd;
      }
      step(registers, insn);
      if (is_wide(insn)) ++slot;
    }
  }
  return operands;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/flow/flow_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace bpfmark {
namespace {

std::size_t width_of(const Insn& insn) {
  return is_wide(insn) ? 2 : 1;
}

// The flow may go elsewhere after it than to the next instruction.
bool ends_block(const Insn& insn, bool may_throw) {
  return branch_kind(insn) != BranchKind::none || is_exit(insn) || is_tail_call(insn) ||
         is_packet_load(insn) || (may_throw && call_kind(insn) != CallKind::none);
}

bool may_leave(const Insn& insn, bool may_throw) {
  return is_exit(insn) || is_tail_call(insn) || is_packet_load(insn) ||
         (may_throw && call_kind(insn) != CallKind::none);
}

bool goes_on(const Insn& insn) {
  const BranchKind kind = branch_kind(insn);
  return !is_exit(insn) && kind != BranchKind::always && kind != BranchKind::always_long;
}

class Builder {
 public:
  Builder(const Code& code, Granularity granularity) : code_(code), granularity_(granularity) {}

  Result<FlowGraph> build() {
    BPFMARK_TRY(find_leaders());
    graph_.functions.assign(functions_.begin(), functions_.end());
    cut_blocks();
    for (CodeBlock& block : graph_.blocks) BPFMARK_TRY(connect(block));
    return std::move(graph_);
  }

 private:
  std::size_t size() const { return code_.insns.size(); }

  Result<void> find_leaders() {
    functions_.insert(0);
    starts_.assign(size() + 1, false);
    for (std::size_t slot = 0; slot < size(); slot += width_of(code_.insns[slot])) {
      starts_[slot] = true;
    }
    for (std::size_t slot = 0; slot < size(); slot += width_of(code_.insns[slot])) {
      BPFMARK_TRY(visit(slot));
    }
    leaders_.insert(functions_.begin(), functions_.end());
    return {};
  }

  Result<void> visit(std::size_t slot) {
    const Insn& insn = code_.insns[slot];
    if (is_indirect_jump(insn)) {
      return cannot_measure(fmt::format(
          "instruction {} jumps to an address in a register: where to, cannot be followed", slot));
    }
    if (const auto target = target_of(insn, slot)) {
      if (*target < 0 || *target >= static_cast<std::int64_t>(size()) ||
          !starts_[static_cast<std::size_t>(*target)]) {
        return cannot_measure(
            fmt::format("instruction {} leads to {}, where none is", slot, *target));
      }
      const bool is_branch = branch_kind(insn) != BranchKind::none;
      (is_branch ? leaders_ : functions_).insert(static_cast<std::size_t>(*target));
    }
    const bool alone = granularity_ == Granularity::instruction;
    if (alone || ends_block(insn, code_.may_throw)) leaders_.insert(slot + width_of(insn));
    return {};
  }

  void cut_blocks() {
    graph_.block_at.resize(size());
    leaders_.insert(size());
    for (auto at = leaders_.begin(); *at < size(); ++at) {
      CodeBlock block;
      block.first = *at;
      block.end = *std::next(at);
      const auto function = std::upper_bound(functions_.begin(), functions_.end(), block.first);
      block.function = static_cast<std::size_t>(std::distance(functions_.begin(), function)) - 1;
      for (std::size_t slot = block.first; slot < block.end; slot += width_of(code_.insns[slot])) {
        ++block.instructions;
        last_of_block_ = slot;
      }
      last_.push_back(last_of_block_);
      std::fill(graph_.block_at.begin() + static_cast<std::ptrdiff_t>(block.first),
                graph_.block_at.begin() + static_cast<std::ptrdiff_t>(block.end),
                graph_.blocks.size());
      graph_.blocks.push_back(block);
    }
  }

  Result<void> connect(CodeBlock& block) {
    const std::size_t slot = last_[graph_.block_at[block.first]];
    const Insn& last = code_.insns[slot];
    block.leaves = may_leave(last, code_.may_throw);
    if (branch_kind(last) != BranchKind::none) {
      BPFMARK_TRY(add_edge(block, slot, static_cast<std::size_t>(*target_of(last, slot))));
    }
    if (goes_on(last)) BPFMARK_TRY(add_edge(block, slot, block.end));
    return {};
  }

  Result<void> add_edge(CodeBlock& block, std::size_t slot, std::size_t target) {
    if (target >= size() || graph_.blocks[graph_.block_at[target]].function != block.function) {
      return cannot_measure(
          fmt::format("the code runs out of its function at instruction {}", slot));
    }
    const std::size_t next = graph_.block_at[target];
    if (std::find(block.next.begin(), block.next.end(), next) == block.next.end()) {
      block.next.push_back(next);
    }
    return {};
  }

  const Code& code_;
  Granularity granularity_;
  std::set<std::size_t> functions_;
  std::set<std::size_t> leaders_;
  std::vector<bool> starts_;       // by slot: an instruction begins here
  std::vector<std::size_t> last_;  // by block: the slot of its last instruction
  std::size_t last_of_block_ = 0;
  FlowGraph graph_;
};

}  // namespace

Result<FlowGraph> make_flow_graph(const Code& code, Granularity granularity) {
  if (code.insns.empty()) return cannot_measure("the program has no instruction");
  return Builder(code, granularity).build();
}

}  // namespace bpfmark

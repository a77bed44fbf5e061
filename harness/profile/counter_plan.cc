// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/counter_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <numeric>

#include "harness/profile/flow/flow_points.h"

namespace bpfmark {
namespace {

constexpr std::size_t kSavedBytes = 8;

// How deep each function's own code reaches below r10: the verifier does not count the slots around
// calls that it means to leave out (bpf_fastcall), but they are used where it does not.
std::vector<std::size_t> reached_depths(const Code& code, const FlowGraph& graph) {
  std::vector<std::size_t> depths(graph.functions.size(), 0);
  for (const CodeBlock& block : graph.blocks) {
    for (std::size_t slot = block.first; slot < block.end; ++slot) {
      const Insn& insn = code.insns[slot];
      const std::uint8_t kind = class_of(insn);
      const bool loads = kind == BPF_LDX && insn.src_reg == kFramePointer;
      const bool stores = (kind == BPF_STX || kind == BPF_ST) && insn.dst_reg == kFramePointer;
      if ((loads || stores) && insn.off < 0) {
        std::size_t& depth = depths[block.function];
        depth = std::max(depth, static_cast<std::size_t>(-insn.off));
      }
    }
  }
  return depths;
}

class Planner {
 public:
  Planner(const Code& code, const FlowGraph& graph, const std::vector<std::size_t>& stack_bytes)
      : code_(code),
        graph_(graph),
        registers_(analyse_registers(code, graph)),
        depths_(reached_depths(code, graph)) {
    for (std::size_t i = 0; i < depths_.size() && i < stack_bytes.size(); ++i) {
      depths_[i] = std::max(depths_[i], stack_bytes[i]);
    }
    for (std::size_t b = 0; b < graph.blocks.size(); ++b) sites_.push_back(site_for(b));
    find_loop_depths();
  }

  Result<CounterPlan> plan(Coverage coverage) {
    std::vector<bool> counted(graph_.blocks.size(), true);
    if (coverage == Coverage::spanning_tree) leave_out_tree(counted);
    CounterPlan plan;
    for (std::size_t b = 0; b < graph_.blocks.size(); ++b) {
      if (!counted[b]) continue;
      if (!sites_[b]) return no_place(b);
      plan.sites.push_back(*sites_[b]);
    }
    return plan;
  }

 private:
  std::optional<CounterSite> site_for(std::size_t b) const {
    const CodeBlock& block = graph_.blocks[b];
    std::optional<CounterSite> saved;
    for (std::size_t slot = block.first; slot < block.end;
         slot += is_wide(code_.insns[slot]) ? 2 : 1) {
      if (const RegisterSet free = registers_.free[slot]) {
        return CounterSite{b, slot, std::countr_zero(free), 0};
      }
      if (!saved) saved = saving_site(b, slot);
    }
    return saved;
  }

  std::optional<CounterSite> saving_site(std::size_t b, std::size_t slot) const {
    const std::size_t depth = depths_[graph_.blocks[b].function];
    const std::size_t at = (depth + kSavedBytes - 1) / kSavedBytes * kSavedBytes + kSavedBytes;
    const RegisterSet readable = registers_.initialised[slot];
    if (at > kStackBytes || readable == 0) return std::nullopt;
    return CounterSite{b, slot, std::countr_zero(readable),
                       static_cast<std::int16_t>(-static_cast<int>(at))};
  }

  // A branch backward spans a loop; loops within loops count twice.
  void find_loop_depths() {
    loops_.assign(graph_.blocks.size(), 0);
    for (std::size_t b = 0; b < graph_.blocks.size(); ++b) {
      for (const std::size_t next : graph_.blocks[b].next) {
        if (next > b) continue;
        for (std::size_t i = next; i <= b; ++i) ++loops_[i];
      }
    }
  }

  // What a counter in the block would cost; the dearest go on the tree, which needs none.
  std::size_t cost(std::size_t b) const {
    constexpr std::size_t kImpossible = 1u << 30;
    constexpr std::size_t kSaves = 1u << 20;
    if (!sites_[b]) return kImpossible;
    return (sites_[b]->saved_at != 0 ? kSaves : 0) + loops_[b];
  }

  void leave_out_tree(std::vector<bool>& counted) const {
    std::vector<std::size_t> order(graph_.blocks.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return cost(a) > cost(b); });
    const FlowPoints points = find_flow_points(graph_);
    UnionFind tree(points.count);
    for (const std::size_t b : order) counted[b] = !tree.join(points.before[b], points.after[b]);
  }

  Failure no_place(std::size_t b) const {
    const CodeBlock& block = graph_.blocks[b];
    return cannot_measure(fmt::format(
        "instructions {} to {} use all registers, and {} bytes of {} of the stack: no room for a "
        "counter",
        block.first, block.end - 1, depths_[block.function], kStackBytes));
  }

  const Code& code_;
  const FlowGraph& graph_;
  RegisterStates registers_;
  std::vector<std::size_t> depths_;                // bytes of stack in use, by function
  std::vector<std::optional<CounterSite>> sites_;  // by block
  std::vector<std::size_t> loops_;                 // by block: how many it is in
};

// Peels the leaves off the tree: a point with one unknown arc tells its count.
class Solver {
 public:
  Solver(const FlowGraph& graph, const CounterPlan& plan,
         const std::vector<std::uint64_t>& counters)
      : points_(find_flow_points(graph)),
        counts_(graph.blocks.size(), 0),
        balance_(points_.count, 0),
        unknown_at_(points_.count) {
    std::vector<bool> known(graph.blocks.size(), false);
    for (std::size_t i = 0; i < plan.sites.size(); ++i) {
      known[plan.sites[i].block] = true;
      settle(plan.sites[i].block, counters[i]);
    }
    for (std::size_t b = 0; b < known.size(); ++b) {
      if (known[b]) continue;
      unknown_at_[points_.before[b]].push_back(b);
      unknown_at_[points_.after[b]].push_back(b);
    }
  }

  std::vector<std::uint64_t> solve() {
    std::vector<std::size_t> leaves;
    for (std::size_t p = 0; p < points_.count; ++p) {
      if (unknown_at_[p].size() == 1) leaves.push_back(p);
    }
    while (!leaves.empty()) {
      const std::size_t point = leaves.back();
      leaves.pop_back();
      if (unknown_at_[point].size() != 1) continue;
      const std::size_t b = unknown_at_[point].front();
      const bool flows_out = points_.before[b] == point;
      settle(b, flows_out ? balance_[point] : 0 - balance_[point]);
      for (const std::size_t end : {points_.before[b], points_.after[b]}) {
        auto& unknown = unknown_at_[end];
        unknown.erase(std::remove(unknown.begin(), unknown.end(), b), unknown.end());
        if (unknown.size() == 1) leaves.push_back(end);
      }
    }
    return std::move(counts_);
  }

 private:
  void settle(std::size_t b, std::uint64_t count) {
    counts_[b] = count;
    balance_[points_.before[b]] -= count;
    balance_[points_.after[b]] += count;
  }

  FlowPoints points_;
  std::vector<std::uint64_t> counts_;
  std::vector<std::uint64_t> balance_;  // by point: known inflow less known outflow
  std::vector<std::vector<std::size_t>> unknown_at_;
};

}  // namespace

Result<CounterPlan> plan_counters(const Code& code, const FlowGraph& graph,
                                  const std::vector<std::size_t>& stack_bytes, Coverage coverage) {
  return Planner(code, graph, stack_bytes).plan(coverage);
}

std::vector<std::uint64_t> counts_of_all(const FlowGraph& graph, const CounterPlan& plan,
                                         const std::vector<std::uint64_t>& counters) {
  return Solver(graph, plan, counters).solve();
}

}  // namespace bpfmark

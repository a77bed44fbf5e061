// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which blocks carry a counter, where in the block it stands and with which register; and from the
// counted blocks to all. Pure.
//
// What flows into a point of the graph flows out of it, so that the blocks on a spanning tree need
// no counter: D. E. Knuth and F. R. Stevenson, "Optimal measurement points for program frequency
// counts", BIT 13 (1973). Points are the classes of block ends and block beginnings that edges
// join; a block is an arc from the point before it to the one after it; the end of a function is
// joined to its beginning. Arithmetic is modulo 2^64, as the counters'.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/profile/flow/flow_graph.h"
#include "harness/profile/flow/registers.h"

namespace bpfmark {

inline constexpr std::size_t kStackBytes = 512;  // MAX_BPF_STACK of the kernel

// Where the code of a counter stands.
struct CounterSite {
  std::size_t block = 0;
  std::size_t slot = 0;  // before this instruction, which is one of the block
  int reg = 0;           // the register that the counter's code overwrites
  std::int16_t saved_at =
      0;  // offset from r10 at which it is saved and read back; 0: nobody needs it
};

struct CounterPlan {
  std::vector<CounterSite> sites;  // by block, ascending
};

enum class Coverage {
  spanning_tree,
  every_block,  // for tests
};

// `stack_bytes`: by function, as the verifier reports its depth; where unknown, 0 with what the
// code's own accesses show. Cannot measure: a block that needs a counter has no free register and
// no stack to save one.
Result<CounterPlan> plan_counters(const Code& code, const FlowGraph& graph,
                                  const std::vector<std::size_t>& stack_bytes,
                                  Coverage coverage = Coverage::spanning_tree);

// By block: how often it ran, from the counters in the order of `plan.sites`.
std::vector<std::uint64_t> counts_of_all(const FlowGraph& graph, const CounterPlan& plan,
                                         const std::vector<std::uint64_t>& counters);

}  // namespace bpfmark

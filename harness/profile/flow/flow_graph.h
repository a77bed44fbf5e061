// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Functions and basic blocks of a program's code: what runs together, and what may run after it.
// Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/base/error.h"
#include "harness/profile/flow/instruction.h"

namespace bpfmark {

// A program with its subprograms, relocated, as it goes to the verifier.
struct Code {
  std::vector<Insn> insns;
  bool may_throw = false;  // calls bpf_throw, which leaves all functions at once
};

// Runs from its first instruction to its last, or not at all.
struct CodeBlock {
  std::size_t first = 0;  // slots, first..end-1
  std::size_t end = 0;
  std::size_t function = 0;  // index into FlowGraph::functions
  std::size_t instructions = 0;
  std::vector<std::size_t> next;  // blocks, of the same function
  bool leaves = false;            // the function may end after it
};

struct FlowGraph {
  std::vector<std::size_t> functions;  // the slot at which each begins, ascending; 0: the program
  std::vector<CodeBlock> blocks;       // ascending
  std::vector<std::size_t> block_at;   // by slot
};

enum class Granularity {
  block,
  instruction,  // a block each: for tests, to count every instruction by itself
};

// Cannot measure: an indirect jump; code that leads out of itself (the verifier would refuse it).
Result<FlowGraph> make_flow_graph(const Code& code, Granularity granularity = Granularity::block);

}  // namespace bpfmark

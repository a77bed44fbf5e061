// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/flow/flow_points.h"

#include <numeric>

namespace bpfmark {

UnionFind::UnionFind(std::size_t size) : parent_(size) {
  std::iota(parent_.begin(), parent_.end(), std::size_t{0});
}

std::size_t UnionFind::find(std::size_t x) {
  while (parent_[x] != x) x = parent_[x] = parent_[parent_[x]];
  return x;
}

bool UnionFind::join(std::size_t a, std::size_t b) {
  a = find(a);
  b = find(b);
  parent_[a] = b;
  return a != b;
}

// CodeBlock b begins at 2b and ends at 2b + 1.
FlowPoints find_flow_points(const FlowGraph& graph) {
  const std::size_t blocks = graph.blocks.size();
  UnionFind joined(2 * blocks);
  for (std::size_t b = 0; b < blocks; ++b) {
    const CodeBlock& block = graph.blocks[b];
    for (const std::size_t next : block.next) joined.join(2 * b + 1, 2 * next);
    if (!block.leaves) continue;
    const std::size_t entry = graph.block_at[graph.functions[block.function]];
    joined.join(2 * b + 1, 2 * entry);
  }
  FlowPoints points;
  points.count = 2 * blocks;
  for (std::size_t b = 0; b < blocks; ++b) {
    points.before.push_back(joined.find(2 * b));
    points.after.push_back(joined.find(2 * b + 1));
  }
  return points;
}

}  // namespace bpfmark

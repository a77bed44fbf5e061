// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The points between blocks at which as much flows in as out (see counter_plan.h). Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/profile/flow/flow_graph.h"

namespace bpfmark {

class UnionFind {
 public:
  explicit UnionFind(std::size_t size);
  std::size_t find(std::size_t x);
  bool join(std::size_t a, std::size_t b);  // whether they were apart

 private:
  std::vector<std::size_t> parent_;
};

// By block, the points before and after it.
struct FlowPoints {
  std::size_t count = 0;  // points are numbered below this
  std::vector<std::size_t> before;
  std::vector<std::size_t> after;
};

FlowPoints find_flow_points(const FlowGraph& graph);

}  // namespace bpfmark

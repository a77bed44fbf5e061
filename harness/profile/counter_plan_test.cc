// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/counter_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "harness/profile/counter_code.h"
#include "harness/profile/flow/code_fixture_test.h"

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

// All ten registers are set and read again at the end.
Code busy_code(std::vector<Insn> middle) {
  Code code;
  for (int reg = 0; reg <= 9; ++reg) code.insns.push_back(mov(reg, reg));
  code.insns.insert(code.insns.end(), middle.begin(), middle.end());
  for (int reg = 1; reg <= 9; ++reg) {
    code.insns.push_back(make(BPF_ALU64 | BPF_ADD | BPF_X, 0, reg, 0, 0));
  }
  code.insns.push_back(leave());
  return code;
}

TEST(CounterPlan, CountsFewerThanAllBlocks) {
  const Code code = code_of({{mov(0, 1), jump_if_equal(0, 5, 1), mov(0, 2), add(0, 1), leave()}});
  const FlowGraph graph = make_flow_graph(code).value();
  const auto plan = plan_counters(code, graph, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(graph.blocks.size(), 3U);
  EXPECT_EQ(plan->sites.size(), 2U) << "one way, and how often at all";
  EXPECT_EQ(plan_counters(code, graph, {}, Coverage::every_block)->sites.size(), 3U);
}

TEST(CounterPlan, SavesARegisterBelowTheStackInUse) {
  const Code code = busy_code({jump_if_equal(1, 5, 1), add(2, 1), add(3, 1)});
  const FlowGraph graph = make_flow_graph(code).value();
  const auto plan = plan_counters(code, graph, {20}, Coverage::every_block);
  ASSERT_TRUE(plan) << plan.error().message;
  const CounterSite& site = plan->sites[1];  // of `r2 += 1`
  EXPECT_EQ(site.saved_at, -32) << "20 bytes are 24 in slots of 8";
  EXPECT_EQ(plan->sites[0].saved_at, 0) << "before the first instruction all are free";
}

TEST(CounterPlan, CountsTheStackThatTheVerifierLeavesOut) {
  Code code = busy_code({jump_if_equal(1, 5, 1), add(2, 1), add(3, 1)});
  code.insns.insert(code.insns.begin(), make(BPF_STX | BPF_MEM | BPF_DW, kFramePointer, 1, -64, 0));
  const FlowGraph graph = make_flow_graph(code).value();
  const auto plan = plan_counters(code, graph, {8}, Coverage::every_block);
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->sites[1].saved_at, -72);
}

TEST(CounterPlan, SaysWhereThereIsNoRoom) {
  const Code code = busy_code({jump_if_equal(1, 5, 1), add(2, 1), add(3, 1)});
  const FlowGraph graph = make_flow_graph(code).value();
  const auto refused = plan_counters(code, graph, {512}, Coverage::every_block);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("instructions 11 to 11 use all registers"));
}

TEST(CounterPlan, LeavesOutABlockThatHasNoRoom) {
  // One way needs all registers, the other overwrites r2.
  const Code code = busy_code({jump_if_equal(1, 5, 2), add(2, 1), jump(1), mov(2, 1)});
  const FlowGraph graph = make_flow_graph(code).value();
  EXPECT_FALSE(plan_counters(code, graph, {512}, Coverage::every_block));
  const auto plan = plan_counters(code, graph, {512});
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->sites.size(), 2U);
}

// A walk over random graphs: what is counted on it, and what follows from the counters.
TEST(CounterPlan, AllBlocksFollowFromTheCountedOnes) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    const int size = 3 + static_cast<int>(random() % 60);
    Code code;
    for (int slot = 0; slot + 1 < size; ++slot) {
      const int target = static_cast<int>(random() % static_cast<unsigned>(size));
      switch (random() % 6) {
        case 0:
          code.insns.push_back(jump(target - slot - 1));
          break;
        case 1:
        case 2:
          code.insns.push_back(jump_if_equal(1, 5, target - slot - 1));
          break;
        case 3:
          code.insns.push_back(call_helper(BPF_FUNC_tail_call));
          break;
        default:
          code.insns.push_back(mov(0, 1));
      }
    }
    code.insns.push_back(leave());
    const FlowGraph graph = make_flow_graph(code).value();
    const CounterPlan plan = plan_counters(code, graph, {}).value();
    std::vector<std::uint64_t> walked(graph.blocks.size(), 0);
    // Walks that do not come to an end do not count.
    for (int walk = 0; walk < 20; ++walk) {
      std::vector<std::uint64_t> visits(graph.blocks.size(), 0);
      std::size_t b = 0;
      bool left = false;
      for (int steps = 0; steps < 1000 && !left; ++steps) {
        ++visits[b];
        const CodeBlock& block = graph.blocks[b];
        left = block.leaves && (block.next.empty() || random() % 2 == 0);
        if (!left) b = block.next[random() % block.next.size()];
      }
      for (std::size_t i = 0; left && i < visits.size(); ++i) walked[i] += visits[i];
    }
    std::vector<std::uint64_t> counters;
    for (const CounterSite& site : plan.sites) counters.push_back(walked[site.block]);
    ASSERT_EQ(counts_of_all(graph, plan, counters), walked) << "round " << round;
  }
}

TEST(CounterCode, CountsAreReadBackFromSumsOfAddresses) {
  for (const std::uint64_t address :
       {0xffffc90000a1d010ull, 0xffff888104f00000ull, 0xffffc90000a1d008ull}) {
    for (const std::uint64_t count : {0ull, 1ull, 2ull, 1000001ull, 1ull << 40}) {
      EXPECT_EQ(count_in_cell(address * count, address), count);
    }
  }
}

TEST(CounterCode, ReplacesClocksAndRandomNumbersAlone) {
  EXPECT_TRUE(is_virtual(call_helper(BPF_FUNC_ktime_get_ns)));
  EXPECT_TRUE(is_virtual(call_helper(BPF_FUNC_get_prandom_u32)));
  EXPECT_FALSE(is_virtual(call_helper(BPF_FUNC_map_lookup_elem)));
  EXPECT_FALSE(is_virtual(call_function(BPF_FUNC_ktime_get_ns)));
  EXPECT_FALSE(is_virtual(mov(0, BPF_FUNC_ktime_get_ns)));
}

TEST(CounterCode, SavesAndRestores) {
  const auto plain = counter_code({0, 0, 3, 0}, 9, 4);
  ASSERT_EQ(plain.size(), 3U);
  EXPECT_EQ(plain[0].imm, 9);
  EXPECT_EQ(plain[1].imm, 32) << "the cell's offset";
  const auto saved = counter_code({0, 0, 3, -16}, 9, 4);
  ASSERT_EQ(saved.size(), 5U);
  EXPECT_EQ(saved.front().off, -16);
  EXPECT_EQ(saved.back().off, -16);
  EXPECT_EQ(saved.back().dst_reg, 3);
}

}  // namespace
}  // namespace bpfmark

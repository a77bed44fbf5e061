// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/flow/flow_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/profile/flow/code_fixture_test.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

FlowGraph graph_of(const Code& code, Granularity granularity = Granularity::block) {
  return make_flow_graph(code, granularity).value();
}

std::vector<std::size_t> starts(const FlowGraph& graph) {
  std::vector<std::size_t> out;
  for (const CodeBlock& block : graph.blocks) out.push_back(block.first);
  return out;
}

TEST(FlowGraph, StraightCodeIsOneBlock) {
  const FlowGraph graph = graph_of(code_of({{mov(0, 1), add(0, 1), leave()}}));
  ASSERT_EQ(graph.blocks.size(), 1U);
  EXPECT_EQ(graph.blocks[0].instructions, 3U);
  EXPECT_TRUE(graph.blocks[0].leaves);
  EXPECT_THAT(graph.blocks[0].next, IsEmpty());
}

TEST(FlowGraph, BranchesAndTheirTargetsBeginBlocks) {
  const FlowGraph graph =
      graph_of(code_of({{mov(0, 1), jump_if_equal(1, 5, 1), mov(0, 2), add(0, 1), leave()}}));
  EXPECT_THAT(starts(graph), ElementsAre(0, 2, 3));
  EXPECT_THAT(graph.blocks[0].next, UnorderedElementsAre(1, 2));
  EXPECT_THAT(graph.blocks[1].next, ElementsAre(2));
}

TEST(FlowGraph, ABranchToTheNextInstructionHasOneEdge) {
  const FlowGraph graph = graph_of(code_of({{jump_if_equal(1, 5, 0), mov(0, 0), leave()}}));
  EXPECT_THAT(graph.blocks[0].next, ElementsAre(1));
}

TEST(FlowGraph, AWideLoadIsOneInstructionOfTwoSlots) {
  const FlowGraph graph = graph_of(code_of({wide(1, 0, 7), {mov(0, 0), leave()}}));
  EXPECT_EQ(graph.blocks[0].instructions, 3U);
  EXPECT_EQ(graph.blocks[0].end, 4U);
}

TEST(FlowGraph, CallsAndAddressesBeginFunctions) {
  // 0 call 5; 1-2 r2 = address of 7; 3 r0 = 0; 4 exit; 5 r0 = 1; 6 exit; 7 r0 = 2; 8 exit
  const FlowGraph graph =
      graph_of(code_of({{call_function(4)},
                        wide(2, BPF_PSEUDO_FUNC, 5),
                        {mov(0, 0), leave(), mov(0, 1), leave(), mov(0, 2), leave()}}));
  EXPECT_THAT(graph.functions, ElementsAre(0, 5, 7));
  EXPECT_EQ(graph.blocks[graph.block_at[8]].function, 2U);
  EXPECT_EQ(graph.blocks[0].instructions, 4U) << "a call does not end a block";
}

TEST(FlowGraph, TailCallsMayLeaveAndMayGoOn) {
  const FlowGraph graph =
      graph_of(code_of({{call_helper(BPF_FUNC_tail_call), mov(0, 0), leave()}}));
  EXPECT_THAT(starts(graph), ElementsAre(0, 1));
  EXPECT_TRUE(graph.blocks[0].leaves);
  EXPECT_THAT(graph.blocks[0].next, ElementsAre(1));
}

TEST(FlowGraph, WhereThingsAreThrownEveryCallMayLeave) {
  Code code = code_of({{call_helper(1), mov(0, 0), leave()}});
  EXPECT_EQ(graph_of(code).blocks.size(), 1U);
  code.may_throw = true;
  EXPECT_EQ(graph_of(code).blocks.size(), 2U);
  EXPECT_TRUE(graph_of(code).blocks[0].leaves);
}

TEST(FlowGraph, MayGotoAndGotolAreBranches) {
  const Insn may_goto = make(BPF_JMP | kJumpConditional, 0, 0, 1, 0);
  const Insn gotol = make(BPF_JMP32 | BPF_JA, 0, 0, 0, -2);
  const FlowGraph graph = graph_of(code_of({{may_goto, gotol, mov(0, 0), leave()}}));
  EXPECT_THAT(starts(graph), ElementsAre(0, 1, 2));
  EXPECT_THAT(graph.blocks[0].next, UnorderedElementsAre(1, 2));
  EXPECT_THAT(graph.blocks[1].next, ElementsAre(0));
}

TEST(FlowGraph, EveryInstructionCanBeABlock) {
  const FlowGraph graph =
      graph_of(code_of({wide(1, 0, 7), {mov(0, 0), leave()}}), Granularity::instruction);
  EXPECT_THAT(starts(graph), ElementsAre(0, 2, 3));
}

TEST(FlowGraph, RefusesWhatCannotBeFollowed) {
  const auto why = [](const Code& code) {
    const auto graph = make_flow_graph(code);
    return graph ? "" : graph.error().message;
  };
  EXPECT_THAT(why(code_of({{make(BPF_JMP | BPF_JA | BPF_X, 3, 0, 0, 0), leave()}})),
              HasSubstr("instruction 0 jumps to an address in a register"));
  EXPECT_THAT(why(code_of({{jump(5), leave()}})), HasSubstr("instruction 0 leads to 6"));
  EXPECT_THAT(why(code_of({{jump(-3), leave()}})), HasSubstr("leads to -2"));
  EXPECT_THAT(why(code_of({{jump(1)}, wide(1, 0, 7), {leave()}})), HasSubstr("leads to 2"))
      << "into the middle of a wide load";
  EXPECT_THAT(why(code_of({{mov(0, 0)}})), HasSubstr("runs out of its function"));
  EXPECT_THAT(why(code_of({{call_function(1), mov(0, 1), leave()}})), HasSubstr("runs out"));
  EXPECT_THAT(why(Code{}), HasSubstr("no instruction"));
}

}  // namespace
}  // namespace bpfmark

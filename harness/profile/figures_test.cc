// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/figures.h"

#include <gtest/gtest.h>

#include "harness/profile/flow/code_fixture_test.h"
#include "harness/profile/flow/map_operands.h"

namespace bpfmark {
namespace {

// 0-1 r1 = map 5; 2 r0 = lookup; 3 if r0 == 0 goto 5; 4 r0 = 1; 5 r0 += 1; 6 exit
ProfiledProgram sample_program() {
  ProfiledProgram program;
  program.code.name = "sample";
  program.code.code = code_of({wide(1, BPF_PSEUDO_MAP_FD, 5),
                               {call_helper(BPF_FUNC_map_lookup_elem), jump_if_equal(0, 0, 1),
                                mov(0, 1), add(0, 1), leave()}});
  program.code.functions = {{0, "sample"}};
  program.code.lines = {{0, "a.c", 10, "look"}, {3, "a.c", 11, "if"}, {5, "a.c", 10, "look"}};
  program.code.calls = {{2, "map_lookup_elem", "things", true}};
  program.graph = make_flow_graph(program.code.code).value();
  program.verifier.stack_bytes = {8};
  return program;
}

const Hits kHits = {{4, 3, 4}};

TEST(ProfileFigures, InstructionsAndCallsPerPacket) {
  const std::vector<ProfiledProgram> programs = {sample_program()};
  EXPECT_EQ(instructions_of(programs, kHits), 4U * 3 + 3 + 4 * 2);
  const PassCounts pass{kHits, {6, 6, 6, 5}, {2, 2, 2, 2}};
  EXPECT_DOUBLE_EQ(instructions_per_packet(pass), 23.0 / 4);
  EXPECT_DOUBLE_EQ(helper_calls_per_packet(programs, pass), 1);
  const auto calls = call_figures(programs, kHits);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].map, "things");
  EXPECT_TRUE(calls[0].takes_map);
  EXPECT_EQ(calls[0].calls, 4U);
}

TEST(ProfileFigures, ALineIsAllThatItWasCompiledTo) {
  const auto lines = line_figures({sample_program()}, kHits);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].line, 10U);
  EXPECT_EQ(lines[0].instructions, 4U * 2 + 4 * 2);
  EXPECT_EQ(lines[0].code, 4U);
  EXPECT_EQ(lines[0].hits, 4U);
  EXPECT_EQ(lines[1].instructions, 4U + 3) << "the branch and one way";
}

TEST(ProfileFigures, AFunctionThatLoopsToItsStartIsCalledAsOftenAsItEnds) {
  ProfiledProgram program;
  program.code.name = "loop";
  program.code.code = code_of({{add(1, 1), jump_if_equal(1, 9, 1), jump(-3), mov(0, 0), leave()}});
  program.code.functions = {{0, "loop"}};
  program.graph = make_flow_graph(program.code.code).value();
  const auto functions = function_figures({program}, {{18, 16, 2}});
  ASSERT_EQ(functions.size(), 1U);
  EXPECT_EQ(functions[0].calls, 2U);
  EXPECT_EQ(functions[0].instructions, 18U * 2 + 16 + 2 * 2);
}

TEST(ProfileFigures, NamesABlockByItsLineOrItsInstructions) {
  ProfiledProgram program = sample_program();
  EXPECT_EQ(place_of_block(program, 1), "a.c:11 (sample, instruction 4)");
  program.code.lines.clear();
  EXPECT_EQ(place_of_block(program, 0), "instructions 0 to 3 of sample");
}

TEST(MapOperands, FollowsADescriptorThroughMoves) {
  // 0-1 r6 = map 5; 2 r1 = r6; 3 lookup; 4 r1 = 7; 5 lookup; 6 exit
  const Code code = code_of({wide(6, BPF_PSEUDO_MAP_FD, 5),
                             {copy(1, 6), call_helper(1), mov(1, 7), call_helper(1), leave()}});
  const auto operands = map_operands(code, make_flow_graph(code).value());
  EXPECT_EQ(operands, (std::map<std::size_t, int>{{3, 5}}));
}

TEST(MapOperands, LeavesOutWhatDependsOnTheWay) {
  // 0-1 r1 = map 5; 2 if r2 == 0 goto 5; 3-4 r1 = map 6; 5 lookup; 6 exit
  const Code code = code_of({wide(1, BPF_PSEUDO_MAP_FD, 5),
                             {jump_if_equal(2, 0, 2)},
                             wide(1, BPF_PSEUDO_MAP_FD, 6),
                             {call_helper(1), leave()}});
  EXPECT_TRUE(map_operands(code, make_flow_graph(code).value()).empty());
}

TEST(VerifierStatistics, AreReadFromTheLog) {
  const VerifierStatistics all = verifier_statistics_of(
      "verification time 77 usec\nstack depth 16+8\n"
      "processed 66 insns (limit 1000000) max_states_per_insn 1 total_states 5 peak_states 4 "
      "mark_read 2\n");
  EXPECT_EQ(all.processed_insns, 66U);
  EXPECT_EQ(all.max_states_per_insn, 1U);
  EXPECT_EQ(all.total_states, 5U);
  EXPECT_EQ(all.peak_states, 4U);
  EXPECT_EQ(all.mark_read, 2U);
  EXPECT_EQ(all.stack_bytes, (std::vector<std::size_t>{16, 8}));
  const VerifierStatistics none = verifier_statistics_of("");
  EXPECT_FALSE(none.processed_insns);
  EXPECT_TRUE(none.stack_bytes.empty());
}

TEST(HelperName, IsThatOfTheKernelsHeader) {
  EXPECT_EQ(helper_name(1), "map_lookup_elem");
  EXPECT_EQ(helper_name(BPF_FUNC_loop), "loop");
  EXPECT_EQ(helper_name(99999), "helper 99999");
  EXPECT_EQ(helper_name(-1), "helper -1");
}

}  // namespace
}  // namespace bpfmark

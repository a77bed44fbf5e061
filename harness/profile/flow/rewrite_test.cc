// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/flow/rewrite.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "harness/profile/flow/code_fixture_test.h"

namespace bpfmark {
namespace {

// Two slots before it.
Edit two() {
  return {{mov(9, 1), mov(9, 2)}, std::nullopt};
}

TEST(Rewrite, WithoutEditsNothingChanges) {
  const Code code = code_of(
      {{jump_if_equal(1, 5, 2), call_function(2)}, {mov(0, 0), leave()}, {mov(0, 1), leave()}});
  const RewrittenCode out = rewrite(code.insns, {});
  ASSERT_EQ(out.insns.size(), code.insns.size());
  for (std::size_t i = 0; i < code.insns.size(); ++i) {
    EXPECT_EQ(std::memcmp(&out.insns[i], &code.insns[i], sizeof(Insn)), 0) << i;
    EXPECT_EQ(out.new_slot[i], i);
  }
  EXPECT_EQ(out.new_slot.back(), code.insns.size());
}

TEST(Rewrite, BranchesLeadToWhatWasInsertedBeforeTheirTarget) {
  // 0 if r1 == 5 goto 2; 1 r0 = 0; 2 r0 = 1; 3 goto 1
  const Code code = code_of({{jump_if_equal(1, 5, 1), mov(0, 0), mov(0, 1), jump(-3)}});
  const RewrittenCode out = rewrite(code.insns, {{0, two()}, {2, two()}});
  // 0,1 inserted; 2 if; 3 r0 = 0; 4,5 inserted; 6 r0 = 1; 7 goto 3
  EXPECT_EQ(out.new_slot, (std::vector<std::size_t>{0, 3, 4, 7, 8}));
  EXPECT_EQ(out.insns[2].off, 1);
  EXPECT_EQ(out.insns[7].off, -5);
}

TEST(Rewrite, CallsAndAddressesOfFunctionsFollow) {
  const Code code = code_of(
      {{call_function(4)}, wide(2, BPF_PSEUDO_FUNC, 3), {mov(0, 0), leave(), mov(0, 1), leave()}});
  const RewrittenCode out = rewrite(code.insns, {{3, two()}, {5, two()}});
  EXPECT_EQ(out.new_slot[5], 7U);
  EXPECT_EQ(out.insns[0].imm, 6);
  EXPECT_EQ(out.insns[1].imm, 5);
}

TEST(Rewrite, AnInstructionCanBeReplaced) {
  const Code code = code_of({{jump_if_equal(1, 5, 1), call_helper(5), mov(0, 1), leave()}});
  const RewrittenCode out =
      rewrite(code.insns, {{1, {{}, std::vector<Insn>{mov(1, 1), mov(2, 2), mov(3, 3)}}}});
  EXPECT_EQ(out.insns.size(), 6U);
  EXPECT_EQ(out.insns[0].off, 3);
}

TEST(Rewrite, BranchesThatNoLongerReachBecomeLong) {
  Code code = code_of({{jump_if_equal(1, 5, 30000), jump(29999)}});
  code.insns.resize(30001, mov(0, 0));
  code.insns.push_back(leave());
  code.insns.push_back(jump(-30003));
  std::map<std::size_t, Edit> edits;
  for (std::size_t slot = 2; slot < 30000; slot += 10) edits[slot] = two();
  const RewrittenCode out = rewrite(code.insns, edits);
  // if r1 == 5 goto +1; goto +1; gotol; gotol
  const std::size_t target = out.new_slot[30001];
  EXPECT_EQ(out.insns[0].off, 1);
  EXPECT_EQ(out.insns[1].off, 1);
  EXPECT_EQ(out.insns[2].code, BPF_JMP32 | BPF_JA);
  EXPECT_EQ(out.insns[2].imm, static_cast<int>(target) - 3);
  EXPECT_EQ(out.insns[3].code, BPF_JMP32 | BPF_JA);
  EXPECT_EQ(out.insns[3].imm, static_cast<int>(target) - 4);
  const Insn& last = out.insns.back();
  EXPECT_EQ(last.code, BPF_JMP32 | BPF_JA);
  EXPECT_EQ(last.imm, -static_cast<int>(out.insns.size()));
}

// Any code with any edits: every branch leads to the place of its old target.
TEST(Rewrite, EveryTargetIsKept) {
  std::mt19937 random(1);
  for (int round = 0; round < 50; ++round) {
    Code code;
    const int size = 2000;
    for (int slot = 0; slot < size; ++slot) {
      const int target = static_cast<int>(random() % size);
      code.insns.push_back(random() % 3 == 0   ? jump_if_equal(1, 5, target - slot - 1)
                           : random() % 3 == 0 ? jump(target - slot - 1)
                                               : mov(0, slot));
    }
    std::map<std::size_t, Edit> edits;
    for (std::size_t slot = 0; slot < size; ++slot) {
      const std::size_t inserted = random() % 40;
      if (inserted > 0) edits[slot] = {std::vector<Insn>(inserted, mov(9, 9)), std::nullopt};
    }
    const RewrittenCode out = rewrite(code.insns, edits);
    std::size_t longer = 0;
    for (std::size_t slot = 0; slot < size; ++slot) {
      const auto old_target = target_of(code.insns[slot], slot);
      if (!old_target) continue;
      std::size_t at = out.new_slot[slot] + edits[slot].before.size();
      if (branch_kind(code.insns[slot]) == BranchKind::conditional && out.insns[at].off == 1 &&
          branch_kind(out.insns[at + 2]) == BranchKind::always_long) {
        at += 2;
      }
      longer += branch_kind(out.insns[at]) == BranchKind::always_long ? 1 : 0;
      ASSERT_EQ(target_of(out.insns[at], at), out.new_slot[*old_target]) << slot;
    }
    EXPECT_GT(longer, 0U);
  }
}

}  // namespace
}  // namespace bpfmark

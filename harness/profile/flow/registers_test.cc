// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/flow/registers.h"

#include <gtest/gtest.h>

#include "harness/profile/flow/code_fixture_test.h"

namespace bpfmark {
namespace {

RegisterStates states_of(const Code& code) {
  return analyse_registers(code, make_flow_graph(code).value());
}

bool is_free(const RegisterStates& states, std::size_t slot, int reg) {
  return (states.free[slot] & only(reg)) != 0;
}

bool is_readable(const RegisterStates& states, std::size_t slot, int reg) {
  return (states.initialised[slot] & only(reg)) != 0;
}

TEST(Registers, WhatIsReadLaterIsNotFree) {
  const RegisterStates states = states_of(code_of({{mov(6, 1), mov(7, 2), copy(0, 6), leave()}}));
  EXPECT_TRUE(is_free(states, 0, 6)) << "about to be overwritten";
  EXPECT_FALSE(is_free(states, 1, 6));
  EXPECT_TRUE(is_free(states, 2, 7)) << "never read";
  EXPECT_TRUE(is_free(states, 3, 6));
  EXPECT_FALSE(is_free(states, 3, 0)) << "the result";
  EXPECT_FALSE(is_readable(states, 1, 7));
  EXPECT_TRUE(is_readable(states, 2, 7));
}

TEST(Registers, BothWaysOfABranchCount) {
  const RegisterStates states = states_of(
      code_of({{mov(0, 0), mov(6, 1), jump_if_equal(0, 1, 1), mov(7, 1), copy(0, 6), leave()}}));
  EXPECT_FALSE(is_free(states, 2, 6));
  EXPECT_FALSE(is_readable(states, 4, 7)) << "only one way sets it";
}

TEST(Registers, ACallReadsWhatMayBeSetAndLeavesNothing) {
  const RegisterStates states =
      states_of(code_of({{mov(1, 1), call_helper(7), mov(2, 3), call_helper(7), leave()}}));
  EXPECT_FALSE(is_free(states, 1, 1));
  EXPECT_TRUE(is_free(states, 1, 0)) << "the call sets it";
  EXPECT_TRUE(is_free(states, 2, 1)) << "unset by the first call";
  EXPECT_TRUE(is_free(states, 3, 1)) << "so the second cannot read it";
  EXPECT_FALSE(is_free(states, 3, 2));
  EXPECT_FALSE(is_readable(states, 2, 1));
  EXPECT_TRUE(is_readable(states, 2, 0));
}

TEST(Registers, AFunctionsArgumentsMayBeSetButNeedNotBe) {
  // 0 call 2; 1 exit; 2 r0 = r1; 3 exit
  const RegisterStates states =
      states_of(code_of({{call_function(1), leave(), copy(0, 1), leave()}}));
  EXPECT_FALSE(is_free(states, 2, 1));
  EXPECT_FALSE(is_readable(states, 2, 1));
  EXPECT_TRUE(is_free(states, 2, 6)) << "saved for the caller by the function itself";
  EXPECT_TRUE(is_readable(states, 0, 1)) << "the context";
}

TEST(Registers, ALoopIsFollowedToItsEnd) {
  // 1: r6 is read in the next iteration.
  const RegisterStates states = states_of(code_of(
      {{mov(6, 0), add(6, 1), mov(7, 5), jump_if_equal(6, 9, 1), jump(-4), mov(0, 0), leave()}}));
  EXPECT_FALSE(is_free(states, 4, 6));
  EXPECT_TRUE(is_free(states, 5, 6));
}

TEST(Registers, AtomicsReadAndSetWhatTheySay) {
  const auto atomic = [](int operation) {
    return make(BPF_STX | BPF_ATOMIC | BPF_DW, 6, 7, 0, operation);
  };
  EXPECT_EQ(effects_of(atomic(BPF_ADD)).defines, 0);
  EXPECT_EQ(effects_of(atomic(BPF_ADD | BPF_FETCH)).defines, only(7));
  EXPECT_EQ(effects_of(atomic(BPF_XCHG)).defines, only(7));
  EXPECT_EQ(effects_of(atomic(BPF_CMPXCHG)).defines, only(0));
  EXPECT_EQ(effects_of(atomic(BPF_CMPXCHG)).uses, only(0) | only(6) | only(7));
  EXPECT_EQ(effects_of(atomic(kLoadAcquire)).defines, only(6));
  EXPECT_EQ(effects_of(atomic(kLoadAcquire)).uses, only(7));
  EXPECT_EQ(effects_of(atomic(kStoreRelease)).defines, 0);
}

TEST(Registers, OtherInstructions) {
  const Insn swap = make(BPF_ALU | BPF_END | BPF_TO_BE, 3, 0, 0, 16);
  EXPECT_EQ(effects_of(swap).uses, only(3)) << "the source bit is the direction";
  const Insn packet = make(BPF_LD | BPF_IND | BPF_W, 0, 8, 0, 0);
  EXPECT_EQ(effects_of(packet).uses, only(6) | only(8));
  EXPECT_EQ(effects_of(packet).undefines, kArguments);
  EXPECT_EQ(effects_of(make(BPF_JMP | kJumpConditional, 0, 0, 3, 0)).uses, 0);
}

}  // namespace
}  // namespace bpfmark

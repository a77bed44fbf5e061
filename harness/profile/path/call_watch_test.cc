// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/path/call_watch.h"

#include <gtest/gtest.h>

#include "harness/profile/flow/code_fixture_test.h"

namespace bpfmark {
namespace {

constexpr int kMap = 5;
constexpr std::size_t kFirstCell = 2;

TEST(CallWatch, IsOnCallsThatCanFailQuietly) {
  const Code code = code_of({wide(1, BPF_PSEUDO_MAP_FD, 5),
                             {call_helper(BPF_FUNC_map_lookup_elem),
                              call_helper(BPF_FUNC_redirect_map), call_helper(BPF_FUNC_fib_lookup),
                              call_function(1), call_helper(BPF_FUNC_tail_call), leave()}});
  const auto watches = calls_to_watch(code);
  ASSERT_EQ(watches.size(), 3U);
  EXPECT_EQ(watches[0].slot, 3U);
  EXPECT_EQ(watches[0].by, FailsBy::no_redirect);
  EXPECT_EQ(watches[0].argument, 2);
  EXPECT_EQ(watches[1].by, FailsBy::not_zero);
  EXPECT_EQ(watches[1].argument, 0);
  EXPECT_EQ(watches[2].slot, 6U);
  EXPECT_EQ(watches[2].by, FailsBy::returning);
  EXPECT_EQ(watches[2].argument, 3);
}

TEST(CallWatch, TheHalvesOfAWideLoadAreNoCalls) {
  Code code = code_of({wide(1, 0, 0), {leave()}});
  code.insns[1].code = BPF_JMP | BPF_CALL;
  code.insns[1].imm = BPF_FUNC_tail_call;
  EXPECT_TRUE(calls_to_watch(code).empty());
}

TEST(CallWatch, KeepsTheCallItself) {
  const Code code = code_of({{call_helper(BPF_FUNC_redirect), leave()}});
  std::map<std::size_t, Edit> edits;
  add_watches(edits, code, calls_to_watch(code), true, kMap, kFirstCell);
  ASSERT_EQ(edits.size(), 1U);
  const std::vector<Insn> instead = edits.at(0).instead.value();
  std::size_t calls = 0;
  for (const Insn& insn : instead) {
    if (call_kind(insn) == CallKind::helper) ++calls;
  }
  EXPECT_EQ(calls, 1U);
  EXPECT_EQ(instead[0].imm, kMap);
  EXPECT_EQ(instead[1].imm, static_cast<int>((kFirstCell + 1) * 8)) << "the argument's cell";
  EXPECT_EQ(instead[2].src_reg, 1) << "the interface";
  const RewrittenCode rewritten = rewrite(code.insns, edits);
  EXPECT_EQ(rewritten.insns.size(), instead.size() + 1);
}

}  // namespace
}  // namespace bpfmark

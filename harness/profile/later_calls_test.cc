// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/later_calls.h"

#include <gtest/gtest.h>

#include "harness/profile/flow/code_fixture_test.h"

namespace bpfmark {
namespace {

// 0-1 r2 = &(10); 2 call; 3-4 r2 = &(12); 5 call; 6 exit; 7-9 ...
ProgramCode two_callbacks(const std::string& first, const std::string& second) {
  ProgramCode program;
  program.code = code_of({wide(2, BPF_PSEUDO_FUNC, 6),
                          {call_helper(1)},
                          wide(2, BPF_PSEUDO_FUNC, 5),
                          {call_helper(2), leave(), mov(0, 0), leave(), mov(0, 1), leave()}});
  program.calls = {{2, first, "", false}, {5, second, "", false}};
  return program;
}

TEST(ProfileLaterCalls, AreThoseOfTimersAndWorkqueues) {
  using Slots = std::vector<std::size_t>;
  EXPECT_EQ(functions_called_later(two_callbacks("timer_set_callback", "loop")), Slots{7});
  EXPECT_EQ(functions_called_later(two_callbacks("loop", "bpf_wq_set_callback_impl")), Slots{9});
  EXPECT_EQ(functions_called_later(two_callbacks("loop", "for_each_map_elem")), Slots{});
}

}  // namespace
}  // namespace bpfmark

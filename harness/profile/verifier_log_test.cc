// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/verifier_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(VerifierLogTest, KeepsTheLastLinesWithoutStatistics) {
  std::string log;
  for (int i = 0; i < 100; ++i) log += "line " + std::to_string(i) + "\n";
  log += "R1 invalid mem access 'scalar'\nprocessed 7 insns (limit 1000000) max_states 0\n";
  const std::string end = telling_end(log);
  EXPECT_THAT(end, HasSubstr("R1 invalid mem access 'scalar'\n"));
  EXPECT_THAT(end, HasSubstr("line 99\n"));
  EXPECT_THAT(end, Not(HasSubstr("line 50\n")));
  EXPECT_THAT(end, Not(HasSubstr("processed")));
  EXPECT_EQ(telling_end(""), "");
}

TEST(VerifierLogTest, AddsTheStackOfSubprograms) {
  EXPECT_EQ(stack_bytes_of("verification time 5 usec\nstack depth 16+8+0\nprocessed 9 insns"), 24u);
  EXPECT_EQ(stack_bytes_of("stack depth 0\n"), 0u);
  EXPECT_EQ(stack_bytes_of("stack depth 512"), 512u);
  EXPECT_EQ(stack_bytes_of("stack depth x"), std::nullopt);
  EXPECT_EQ(stack_bytes_of("stack depth 8+"), std::nullopt);
  EXPECT_EQ(stack_bytes_of("processed 9 insns"), std::nullopt);
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/suite/suite.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

TEST(Verdict, HasTheKernelsNames) {
  const char* names[] = {"XDP_ABORTED", "XDP_DROP", "XDP_PASS", "XDP_TX", "XDP_REDIRECT"};
  for (std::uint32_t verdict = 0; verdict < 5; ++verdict) {
    EXPECT_EQ(verdict_name(verdict), names[verdict]);
    EXPECT_EQ(verdict_from_name(names[verdict]), verdict);
  }
  EXPECT_EQ(verdict_name(5), "5");
  EXPECT_EQ(verdict_name(4294967295U), "4294967295");
}

TEST(Verdict, IsNotGuessedFromAnotherName) {
  for (const char* name : {"", "PASS", "xdp_pass", "XDP_PASS ", "2"}) {
    EXPECT_EQ(verdict_from_name(name), std::nullopt) << name;
  }
}

TEST(CaseName, JoinsSuiteVersionAndPacket) {
  Suite suite;
  suite.name = "fizzbuzz";
  suite.versions = {{"v1", {}}, {"v2", {}}};
  suite.packets.resize(2);
  suite.packets[1].packet.name = "fibonacci-small";
  EXPECT_EQ(case_name(suite, {1, 1}), "fizzbuzz/v2/fibonacci-small");
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/suite/suite.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

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

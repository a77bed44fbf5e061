// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/call_cost.h"

#include <gtest/gtest.h>

namespace bpfmark {
namespace {

constexpr std::uint32_t kFew = 2;
constexpr std::uint32_t kMany = 512;

// A call of n iterations costs 900 + 20 n ns.
const CallReading kClean{900 + 20 * kFew, 900 + 20 * kMany};

TEST(CallCost, IsWhatACallCostsBesideItsIterations) {
  EXPECT_NEAR(fixed_cost_ns({kClean, kClean, kClean}, kFew, kMany), 900, 1e-6);
  EXPECT_EQ(fixed_cost_ns({}, kFew, kMany), 0);
}

// What a hypervisor steals from a call, a preemption count does not show.
TEST(CallCost, IsNotThatOfDisturbedCalls) {
  const CallReading few_spoilt{kClean.few_ns + 3e6, kClean.many_ns};
  const CallReading many_spoilt{kClean.few_ns, kClean.many_ns + 3e6};
  EXPECT_NEAR(fixed_cost_ns({few_spoilt, few_spoilt, few_spoilt, few_spoilt, kClean}, kFew, kMany),
              900, 1e-6);
  EXPECT_NEAR(fixed_cost_ns({many_spoilt, few_spoilt, many_spoilt}, kFew, kMany), 900, 1e-6);
}

TEST(CallCost, IsNeverNegativeNorMoreThanTheShortestCall) {
  const CallReading many_spoilt{kClean.few_ns, kClean.many_ns + 3e6};
  EXPECT_EQ(fixed_cost_ns({many_spoilt}, kFew, kMany), 0);
  const CallReading few_spoilt{3e6, kClean.many_ns};
  EXPECT_LE(fixed_cost_ns({few_spoilt}, kFew, kMany), 3e6);
}

}  // namespace
}  // namespace bpfmark

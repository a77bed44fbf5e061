// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/core_clock.h"

#include <gtest/gtest.h>

#include <cmath>

namespace bpfmark {
namespace {

TEST(CoreClock, IsKnownOnTheArchitecturesThatTheDocsName) {
  const auto ghz = core_clock_ghz();
#if defined(__x86_64__) || defined(__aarch64__)
  ASSERT_TRUE(ghz);
  EXPECT_TRUE(std::isfinite(*ghz));
  EXPECT_GT(*ghz, 0);
#else
  EXPECT_FALSE(ghz);
#endif
}

}  // namespace
}  // namespace bpfmark

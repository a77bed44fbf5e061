// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/rewrite/inlined_calls.h"

#include <gtest/gtest.h>
#include <linux/bpf.h>
#include <unistd.h>

namespace bpfmark {
namespace {

class KernelInlinedCalls : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  }
};

// Without a JIT nothing is.
TEST_F(KernelInlinedCalls, AreThoseOfArraysAndNotOfHashes) {
  if (!is_inlined_call(BPF_FUNC_map_lookup_elem, BPF_MAP_TYPE_ARRAY)) {
    GTEST_SKIP() << "this kernel inlines no lookup";
  }
  EXPECT_TRUE(is_inlined_call(BPF_FUNC_map_lookup_elem, BPF_MAP_TYPE_ARRAY_OF_MAPS));
  EXPECT_FALSE(is_inlined_call(BPF_FUNC_map_lookup_elem, BPF_MAP_TYPE_HASH));
  EXPECT_FALSE(is_inlined_call(BPF_FUNC_map_lookup_elem, BPF_MAP_TYPE_HASH_OF_MAPS));
  EXPECT_TRUE(is_inlined_call(BPF_FUNC_jiffies64, 0));
  EXPECT_FALSE(is_inlined_call(BPF_FUNC_ktime_get_ns, 0));
  EXPECT_FALSE(is_inlined_call(BPF_FUNC_map_update_elem, BPF_MAP_TYPE_ARRAY));
  EXPECT_FALSE(is_inlined_call(BPF_FUNC_map_lookup_elem, 0));
}

}  // namespace
}  // namespace bpfmark

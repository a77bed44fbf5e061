// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a reader of rings takes and what it never sees, on the real kernel.
#include "harness/kernel/user_operation/ring_consumer.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <memory>
#include <string>

#include "bpf/maps/operation.h"
#include "harness/kernel/machine/kernel_access_test.h"

namespace bpfmark {
namespace {

class KernelRingConsumerTest : public KernelTest, public ::testing::WithParamInterface<Operation> {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    if (IsSkipped()) return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(::sched_getcpu(), &set);
    ::sched_setaffinity(0, sizeof set, &set);
    keys_ = std::make_unique<KeyTable>(
        need(KeyTable::make(key_numbers(KeyOrder::sequential, KEY_TABLE_LENGTH, 1))));
  }

  static bool needs_more_cpus(const Result<std::unique_ptr<OperationSubject>>& consumer) {
    return !consumer && consumer.error().message.starts_with("needs 2 CPUs");
  }

  std::unique_ptr<KeyTable> keys_;
};

TEST_P(KernelRingConsumerTest, EachRecordIsTakenOrCountedAsLost) {
  const Operation& operation = GetParam();
  const auto consumer = load_ring_consumer(operation, {}, *keys_);
  if (needs_more_cpus(consumer)) GTEST_SKIP() << consumer.error().message;
  ASSERT_TRUE(consumer) << consumer.error().message;
  const std::uint32_t count = operation.per_call != 0 ? operation.per_call : 1024;
  const OperationSample sample = need((*consumer)->run(count, count));
  EXPECT_EQ(sample.done, count);
  EXPECT_EQ(sample.errors, 0U);
  EXPECT_LT(sample.lost, count);
  EXPECT_GT(sample.elapsed_ns, 0);
  if (operation.has_trait(RING_OF_A_PAGE)) {
    // All that were taken are others' numbers than what was lost; no record comes twice.
    EXPECT_LE(sample.sum, keys_->sum(count, count));
    EXPECT_EQ(sample.sum == keys_->sum(count, count), sample.lost == 0);
  } else {
    EXPECT_EQ(sample.lost, 0U);
    EXPECT_EQ(sample.sum, keys_->sum(count, count));
  }
}

// A ring that holds a page, a reader that the scheduler may hold up for longer: some block loses.
TEST_P(KernelRingConsumerTest, OnlyASmallRingLoses) {
  const Operation& operation = GetParam();
  const auto consumer = load_ring_consumer(operation, {}, *keys_);
  if (needs_more_cpus(consumer)) GTEST_SKIP() << consumer.error().message;
  ASSERT_TRUE(consumer) << consumer.error().message;
  const bool small = operation.has_trait(RING_OF_A_PAGE);
  std::uint32_t lost = 0;
  // A quick reader may keep up with the producer for a while.
  for (int block = 0; block < (small ? 200 : 3) && lost == 0; ++block) {
    lost += need((*consumer)->run(operation.per_call, operation.per_call)).lost;
  }
  EXPECT_EQ(lost > 0, small);
}

INSTANTIATE_TEST_SUITE_P(KernelRings, KernelRingConsumerTest,
                         ::testing::ValuesIn(need(ring_consumers(BPFMARK_BINARY_DIR "/bpf/maps"))),
                         [](const auto& each) {
                           return each.param.type.substr(5) + "_" + each.param.name;
                         });

}  // namespace
}  // namespace bpfmark

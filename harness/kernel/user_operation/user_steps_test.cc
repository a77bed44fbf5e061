// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Steps from user space on the real kernel: what they do to the map, and that the loop which is
// subtracted does the rest of it and nothing to the map.
#include "harness/kernel/user_operation/user_steps.h"

#include <bpf/bpf.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "harness/kernel/machine/kernel_access_test.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kEntries = 64;

std::uint32_t number_at(const void* place) {
  std::uint32_t number = 0;
  std::memcpy(&number, place, sizeof number);
  return number;
}

class KernelUserSteps : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    if (IsSkipped()) return;
    keys_.emplace(need(KeyTable::make(key_numbers(KeyOrder::random, kEntries, 1))));
  }

  static UserMap make(std::uint32_t type, std::uint32_t entries = kEntries) {
    OperationSizes sizes;
    sizes.entries = entries;
    sizes.batch = entries;
    return need(UserMap::make(type, sizes));
  }

  OperationSample call(UserCalls calls, UserMap& map, std::uint32_t count) const {
    OperationSample sample;
    EXPECT_TRUE(calls(map, *keys_, 0, count, sample)) << std::strerror(errno);
    return sample;
  }

  std::optional<KeyTable> keys_;
};

TEST_F(KernelUserSteps, TheLoopOfAKeyedStepSetsTheLastKeyAndLeavesTheMapAlone) {
  UserMap map = make(BPF_MAP_TYPE_HASH);
  ASSERT_EQ(call(kPut.calls, map, kEntries).errors, 0U);
  for (const UserStep* step : {&kInsert, &kOverwrite, &kLookup, &kRemove, &kLookupAndDelete}) {
    map.set_key(0, kEntries);  // none of the table
    EXPECT_EQ(call(step->loop, map, kEntries).done, kEntries);
    EXPECT_EQ(number_at(map.key(0)), keys_->number(kEntries - 1));
  }
  EXPECT_EQ(call(kLookup.calls, map, kEntries).errors, 0U) << "all keys are still there";
}

TEST_F(KernelUserSteps, TheLoopOfABatchSetsAllItsKeysWhereTheStepDoes) {
  UserMap map = make(BPF_MAP_TYPE_HASH);
  EXPECT_EQ(call(kUpdateBatch.loop, map, kEntries).done, kEntries);
  EXPECT_EQ(number_at(map.key(7)), keys_->number(7));
  EXPECT_EQ(map.number_of_value(7), keys_->number(7));
  EXPECT_EQ(call(kLookup.calls, map, kEntries).errors, kEntries) << "nothing was written";
}

TEST_F(KernelUserSteps, TheLoopOfWhatGoesAroundSetsNoKeys) {
  UserMap map = make(BPF_MAP_TYPE_HASH);
  ASSERT_EQ(call(kPut.calls, map, kEntries).errors, 0U);
  for (const UserStep* step : {&kLookupBatch, &kLookupAndDeleteBatch, &kGetNextKey}) {
    map.set_key(0, kEntries);
    EXPECT_EQ(call(step->loop, map, kEntries).done, kEntries);
    const std::uint32_t left = number_at(map.key(0));
    EXPECT_TRUE(left == kEntries || left == 0) << left;  // get_next_key copies an empty answer
  }
  const std::uint64_t sum = call(kLookupBatch.calls, map, kEntries).sum;
  EXPECT_EQ(sum, std::uint64_t{kEntries} * (kEntries - 1) / 2) << "all are still there";
}

TEST_F(KernelUserSteps, AMappedArrayIsReadWithTheKeysThatItsLoopGoesThrough) {
  UserMap map = make(BPF_MAP_TYPE_ARRAY);
  ASSERT_EQ(call(kPut.calls, map, kEntries).errors, 0U);
  const std::uint64_t sum = keys_->sum(0, kEntries / 2);
  EXPECT_EQ(call(kReadMapped.calls, map, kEntries / 2).sum, sum);
  EXPECT_EQ(call(kReadMapped.loop, map, kEntries / 2).sum, sum);
}

TEST_F(KernelUserSteps, AFiledStackIsFoundUntilItIsDeleted) {
  keys_.emplace(need(KeyTable::make(key_numbers(KeyOrder::random, 1, 1))));
  UserMap map = make(BPF_MAP_TYPE_STACK_TRACE, 1);
  EXPECT_EQ(call(kLookup.calls, map, 1).errors, 1U) << "nothing is there yet";
  ASSERT_EQ(call(kFileStack.calls, map, 1).errors, 0U);
  EXPECT_EQ(call(kLookup.calls, map, 1).errors, 0U);
  EXPECT_NE(map.number_of_value(0), 0U) << "an address in the kernel";
  EXPECT_EQ(call(kRemove.calls, map, 1).errors, 0U);
  EXPECT_EQ(call(kLookup.calls, map, 1).errors, 1U);
}

TEST_F(KernelUserSteps, WhatIsWrittenIntoACgroupStorageIsReadFromIt) {
  for (const std::uint32_t type :
       {BPF_MAP_TYPE_CGROUP_STORAGE, BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE}) {
    UserMap map = make(type, 1);
    map.set_key(0, 0);
    map.set_value(0, 77);
    ASSERT_EQ(bpf_map_update_elem(map.fd(), map.key(0), map.value(0), BPF_EXIST), 0);
    map.set_value(0, 0);
    ASSERT_EQ(bpf_map_lookup_elem(map.fd(), map.key(0), map.value(0)), 0);
    EXPECT_EQ(map.number_of_value(0), 77U);
  }
}

}  // namespace
}  // namespace bpfmark

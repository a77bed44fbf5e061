// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The programs of bpf/maps/ do to their maps what their names say: looked at from user space.
#include "harness/kernel/operation/operation_object.h"

#include <bpf/bpf.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "bpf/maps/operation.h"
#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/program/map.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kEntries = 1024;

Operation operation_named(const std::string& type, const std::string& program) {
  for (const Operation& each : need(read_operations(built_object("maps/" + type)))) {
    if (each.program == program) return each;
  }
  throw std::runtime_error("no operation " + type + "/" + program);
}

class KernelOperationTest : public KernelTest, public ::testing::WithParamInterface<LoopKind> {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    if (IsSkipped()) return;
    if (GetParam() == LoopKind::may_goto && best_loop_kind() != LoopKind::may_goto) {
      GTEST_SKIP() << "may_goto came with Linux 6.9";
    }
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(::sched_getcpu(), &set);
    ::sched_setaffinity(0, sizeof set, &set);
    keys_ = std::make_unique<KeyTable>(
        need(KeyTable::make(key_numbers(KeyOrder::random, kEntries, 1))));
  }

  std::unique_ptr<OperationObject> load(const std::string& type, const std::string& program,
                                        const OperationSizes& sizes = {}) {
    return need(OperationObject::load(operation_named(type, program), sizes, GetParam(), *keys_));
  }

  // The keys of a map of 4-byte keys, which it holds no others of than 0..kEntries.
  static std::size_t entries_of(int map) {
    std::size_t found = 0;
    for (std::uint32_t key = 0; key <= kEntries; ++key) {
      std::uint64_t value[64] = {};
      found += bpf_map_lookup_elem(map, &key, value) == 0 ? 1 : 0;
    }
    return found;
  }

  static std::uint64_t value_at(int map, std::uint32_t key) {
    std::uint64_t value = 0;
    EXPECT_EQ(bpf_map_lookup_elem(map, &key, &value), 0);
    return value;
  }

  std::unique_ptr<KeyTable> keys_;
};

TEST_P(KernelOperationTest, AFilledHashHoldsEachKeyWithItsNumber) {
  const auto object = load("hash", "lookup");
  EXPECT_EQ(entries_of(object->subject_fd()), kEntries);
  EXPECT_EQ(value_at(object->subject_fd(), 77), 77U);
}

TEST_P(KernelOperationTest, ALookupReadsWhatWasWritten) {
  const auto object = load("hash", "lookup");
  const OperationSample sample = need(object->run(16, 512));
  EXPECT_EQ(sample.done, 512U);
  EXPECT_EQ(sample.errors, 0U);
  EXPECT_EQ(sample.sum, keys_->sum(16, 512));
  EXPECT_GT(sample.elapsed_ns, 0);
}

TEST_P(KernelOperationTest, AKeyThatIsGoneIsAnErrorOfALookup) {
  const auto object = load("hash", "lookup");
  const std::uint32_t key = keys_->number(20);
  ASSERT_EQ(bpf_map_delete_elem(object->subject_fd(), &key), 0);
  EXPECT_EQ(need(object->run(16, 512)).errors, 1U);
}

TEST_P(KernelOperationTest, DeletingTakesSoManyEntriesOut) {
  const auto object = load("hash", "delete");
  EXPECT_EQ(need(object->run(0, 256)).errors, 0U);
  EXPECT_EQ(entries_of(object->subject_fd()), kEntries - 256);
}

TEST_P(KernelOperationTest, InsertingPutsThemBack) {
  const auto object = load("hash", "insert");
  for (const std::uint32_t first : {0u, 128u, 1000u}) {
    EXPECT_EQ(need(object->run(first, 256)).errors, 0U);
    EXPECT_EQ(entries_of(object->subject_fd()), kEntries);
  }
}

TEST_P(KernelOperationTest, AnAtomicAddAddsOneToEach) {
  const auto object = load("hash", "atomic_add");
  const std::uint32_t key = keys_->number(3);
  need(object->run_program("atomic_add", 0, 64));
  EXPECT_EQ(value_at(object->subject_fd(), key), key + 1);
}

TEST_P(KernelOperationTest, WhatIsPushedCanBePopped) {
  const auto object = load("queue", "push");
  need(object->run_program("push", 0, 48));
  std::uint64_t value = 0;
  std::size_t popped = 0;
  while (bpf_map_lookup_and_delete_elem(object->subject_fd(), nullptr, &value) == 0) {
    EXPECT_EQ(static_cast<std::uint32_t>(value), keys_->number(static_cast<std::uint32_t>(popped)));
    ++popped;
  }
  EXPECT_EQ(popped, 48U);
}

TEST_P(KernelOperationTest, APushIntoAFullQueueFailsAndSaysSo) {
  const auto object = load("queue", "push");
  const OperationSample sample = need(object->run_program("push", 0, kEntries + 32));
  EXPECT_EQ(sample.errors, 32U);
}

TEST_P(KernelOperationTest, ALargerMapAndLargerKeysAndValuesAreWhatTheMapHas) {
  OperationSizes sizes;
  sizes.entries = 4096;
  sizes.key_bytes = 16;
  sizes.value_bytes = 64;
  sizes.filled_up = true;
  const auto object = load("hash", "update", sizes);
  bpf_map_info info{};
  std::uint32_t size = sizeof info;
  ASSERT_EQ(bpf_obj_get_info_by_fd(object->subject_fd(), &info, &size), 0);
  EXPECT_EQ(info.max_entries, 4096U);
  EXPECT_EQ(info.key_size, 16U);
  EXPECT_EQ(info.value_size, 64U);
  EXPECT_EQ(need(object->run(0, 64)).errors, 0U);
}

TEST_P(KernelOperationTest, TheEmptyLoopTouchesNoMap) {
  const auto object = load("hash", "delete");
  const OperationSample sample = need(object->run_empty(0, 256));
  EXPECT_EQ(sample.done, 256U);
  EXPECT_EQ(sample.sum, keys_->sum(0, 256));
  EXPECT_EQ(entries_of(object->subject_fd()), kEntries);
}

TEST_P(KernelOperationTest, FromAnOperationThatLoopsItselfNoLoopIsSubtracted) {
  EXPECT_FALSE(operation_named("hash", "lookup").own_loop);
  for (const auto& [type, program] :
       {std::pair{"hash", "for_each"}, std::pair{"program", "bpf_loop_empty"}}) {
    const auto object = load(type, program);
    EXPECT_TRUE(operation_named(type, program).own_loop);
    const OperationSample sample = need(object->run_empty(0, kEntries));
    EXPECT_EQ(sample.done, kEntries);
    EXPECT_EQ(sample.sum, 0U) << "no key was looked at";
  }
}

TEST_P(KernelOperationTest, DependentKeysAreTheSameKeys) {
  OperationSizes sizes;
  sizes.dependent_keys = true;
  const auto object = load("hash", "lookup", sizes);
  EXPECT_EQ(need(object->run(0, 512)).sum, keys_->sum(0, 512));
}

TEST_P(KernelOperationTest, ATypeThatTheKernelHasNotSaysWhatItNeeds) {
  Operation future = operation_named("hash", "lookup");
  future.program = "no_such_program";
  EXPECT_FALSE(OperationObject::load(future, {}, GetParam(), *keys_));
}

TEST_P(KernelOperationTest, NeighboursDoTheSameWork) {
  OperationSizes sizes;
  sizes.cpus = 2;
  auto object =
      OperationObject::load(operation_named("array", "atomic_add"), sizes, GetParam(), *keys_);
  if (!object) GTEST_SKIP() << object.error().message;
  constexpr std::uint32_t kCount = 1024;
  need((*object)->run(0, kCount));
  // A warm pass of both, then a block of both.
  std::uint64_t sum = 0;
  for (std::uint32_t key = 0; key < kEntries; ++key) sum += value_at((*object)->subject_fd(), key);
  EXPECT_EQ(sum, 4 * kCount);
}

TEST_P(KernelOperationTest, WhatANeighbourFailsAtIsCounted) {
  OperationSizes sizes;
  sizes.cpus = 2;  // both insert the same keys: one of them comes too late
  auto object = OperationObject::load(operation_named("hash", "insert"), sizes, GetParam(), *keys_);
  if (!object) GTEST_SKIP() << object.error().message;
  EXPECT_EQ(need((*object)->run(0, 256)).errors, 256U);
  sizes.disjoint_keys = true;
  const auto apart =
      need(OperationObject::load(operation_named("hash", "insert"), sizes, GetParam(), *keys_));
  EXPECT_EQ(need(apart->run(0, 256)).errors, 0U);
  EXPECT_EQ(entries_of(apart->subject_fd()), kEntries);
}

TEST_P(KernelOperationTest, ListsOfItsOwnDoNotEvictWhatOneCpuFillsIn) {
  OperationSizes sizes;
  sizes.no_common_lru = true;
  const auto object = load("lru_hash", "update", sizes);
  EXPECT_EQ(need(object->run(0, kEntries)).errors, 0U);
}

INSTANTIATE_TEST_SUITE_P(KernelLoops, KernelOperationTest,
                         ::testing::Values(LoopKind::may_goto, LoopKind::bpf_loop),
                         [](const auto& loop) {
                           return loop.param == LoopKind::may_goto ? "may_goto" : "bpf_loop";
                         });

}  // namespace
}  // namespace bpfmark

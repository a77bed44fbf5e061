// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/operation/key_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "bpf/maps/operation.h"
#include "harness/kernel/machine/kernel_access_test.h"

namespace bpfmark {
namespace {

std::vector<std::uint32_t> sorted_front(std::vector<std::uint32_t> numbers, std::size_t count) {
  numbers.resize(count);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::vector<std::uint32_t> counted(std::uint32_t from, std::uint32_t count) {
  std::vector<std::uint32_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), from);
  return numbers;
}

TEST(KeyNumbers, RandomIsAPermutationThatComesAgain) {
  const auto numbers = key_numbers(KeyOrder::random, 1024, 7);
  EXPECT_EQ(numbers.size(), KEY_TABLE_LENGTH);
  EXPECT_EQ(sorted_front(numbers, 1024), counted(0, 1024));
  EXPECT_NE(std::vector(numbers.begin(), numbers.begin() + 1024), counted(0, 1024));
  EXPECT_TRUE(std::equal(numbers.begin(), numbers.begin() + 1024, numbers.begin() + 1024));
  EXPECT_NE(numbers, key_numbers(KeyOrder::random, 1024, 8));
  EXPECT_EQ(numbers, key_numbers(KeyOrder::random, 1024, 7));
}

TEST(KeyNumbers, SequentialCounts) {
  const auto numbers = key_numbers(KeyOrder::sequential, 64, 7);
  EXPECT_EQ(std::vector(numbers.begin(), numbers.begin() + 64), counted(0, 64));
  EXPECT_EQ(numbers[64], 0U);
}

TEST(KeyNumbers, ZipfDrawsTheKthKeyAKthAsOften) {
  std::map<std::uint32_t, double> seen;
  for (const std::uint32_t number : key_numbers(KeyOrder::zipf, 1024, 7)) {
    ASSERT_LT(number, 1024U);
    seen[number] += 1;
  }
  std::vector<double> counts;
  for (const auto& [number, count] : seen) counts.push_back(count);
  std::sort(counts.rbegin(), counts.rend());
  // 1 / H(1024), and a tenth of that: the drawing's own error is below one per cent.
  EXPECT_NEAR(counts[0] / KEY_TABLE_LENGTH, 0.1332, 0.002);
  EXPECT_NEAR(counts[0] / counts[9], 10, 0.3);
}

TEST(KeyNumbers, AbsentAndFreshOnesAreNotThoseThatAMapIsFilledWith) {
  const auto absent = absent_key_numbers(KeyOrder::random, 1024, 7);
  EXPECT_EQ(*std::min_element(absent.begin(), absent.end()), 1024U);
  const auto fresh = fresh_key_numbers();
  EXPECT_EQ(sorted_front(fresh, fresh.size()), counted(KEY_TABLE_LENGTH, KEY_TABLE_LENGTH));
}

class KernelKeyTableTest : public KernelTest {};

TEST_F(KernelKeyTableTest, SumsGoAroundTheEnd) {
  const KeyTable table = need(KeyTable::make(key_numbers(KeyOrder::sequential, 1024, 0)));
  EXPECT_EQ(table.sum(0, 1024), 1023U * 1024 / 2);
  EXPECT_EQ(table.sum(KEY_TABLE_LENGTH - 1, 2), 1023U);
  EXPECT_GE(table.map_fd(), 0);
}

}  // namespace
}  // namespace bpfmark

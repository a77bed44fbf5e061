// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/maps/map_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(MapRowName, SaysTypeOperationSizesAndWords) {
  const auto name = map_row_name("hash/lookup/entries:1024/key:4/hit/random");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->type, "hash");
  EXPECT_EQ(name->operation, "lookup");
  EXPECT_THAT(name->sizes(), ElementsAre(Pair("entries", 1024), Pair("key", 4)));
  EXPECT_THAT(name->words(), ElementsAre("hit", "random"));
  EXPECT_EQ(name->text(), "hash/lookup/entries:1024/key:4/hit/random");
}

TEST(MapRowName, OfUserSpaceSaysSoInItsType) {
  const auto name = map_row_name("user/hash/lookup_batch/batch:256");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->type, "user/hash");
  EXPECT_EQ(name->operation, "lookup_batch");
  EXPECT_EQ(name->text(), "user/hash/lookup_batch/batch:256");
}

TEST(MapRowName, NeedsAnOperation) {
  EXPECT_FALSE(map_row_name(""));
  EXPECT_FALSE(map_row_name("hash"));
  EXPECT_FALSE(map_row_name("user/hash"));
  EXPECT_THAT(map_row_name("arena/read")->parts, IsEmpty());
}

TEST(MapRowName, OnOneCpuIsWithoutHowManyAndWhetherTheyShare) {
  const auto alone = [](const char* name) { return on_one_cpu(*map_row_name(name)); };
  EXPECT_EQ(alone("a/b/entries:8/cpus:2/same"), "a/b/entries:8");
  EXPECT_EQ(alone("a/b/cpus:2/disjoint/hit/random"), "a/b/hit/random");
  EXPECT_EQ(alone("a/b/cpus:2"), "a/b");
  EXPECT_EQ(alone("a/b/hit"), std::nullopt);
}

TEST(MapRowName, ABatchHasItsSingleOperation) {
  EXPECT_EQ(one_by_one("lookup_and_delete_batch"), "lookup_and_delete");
  EXPECT_EQ(one_by_one("lookup"), std::nullopt);
}

}  // namespace
}  // namespace bpfmark

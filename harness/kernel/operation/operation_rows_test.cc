// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/operation/operation_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "bpf/maps/operation.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;

Operation lookup() {
  Operation operation;
  operation.type = "hash";
  operation.program = "lookup";
  operation.name = "lookup";
  operation.outcome = "hit";
  operation.dimensions = DIM_LOOKUP | DIM_NO_PREALLOC;
  return operation;
}

Operation update() {
  Operation operation = lookup();
  operation.name = "update";
  operation.outcome = "";
  operation.dimensions = DIM_ENTRIES | DIM_CPUS;
  return operation;
}

std::vector<std::string> names_of(const std::vector<OperationRow>& rows) {
  std::vector<std::string> names;
  for (const OperationRow& row : rows) names.push_back(row.name);
  return names;
}

TEST(OperationRows, TheNameSaysWhatMatters) {
  EXPECT_EQ(operation_row_name(lookup(), {}), "hash/lookup/entries:1024/key:4/value:8/hit/random");
  OperationSizes sizes;
  sizes.order = KeyOrder::zipf;
  sizes.dependent_keys = true;
  sizes.no_prealloc = true;
  sizes.cpus = 2;
  EXPECT_EQ(operation_row_name(lookup(), sizes),
            "hash/lookup/entries:1024/key:4/value:8/no_prealloc/cpus:2/same/hit/zipf/latency");
}

TEST(OperationRows, TheNameLeavesOutWhatDoesNot) {
  Operation operation;
  operation.type = "ringbuf";
  operation.name = "query";
  EXPECT_EQ(operation_row_name(operation, {}), "ringbuf/query");
}

TEST(OperationRows, LookupsAreAskedAtTwoSizesByDefault) {
  EXPECT_THAT(names_of(rows_of({lookup()}, false, {.cpus = 8})),
              ElementsAre("hash/lookup/entries:1024/key:4/value:8/hit/random",
                          "hash/lookup/entries:65536/key:4/value:8/hit/random"));
}

TEST(OperationRows, WritersAreAskedOnTwoCpusWhereThereAreTwo) {
  EXPECT_THAT(names_of(rows_of({update()}, false, {.cpus = 8})),
              ElementsAre("hash/update/entries:1024", "hash/update/entries:1024/cpus:2/same"));
  EXPECT_THAT(names_of(rows_of({update()}, false, {.cpus = 1})),
              ElementsAre("hash/update/entries:1024"));
}

TEST(OperationRows, FullRowsVaryEveryDimension) {
  const std::vector<std::string> names = names_of(rows_of({lookup()}, true, {.cpus = 4}));
  for (const char* part : {"entries:1048576", "key:64", "value:1024", "/sequential", "/zipf",
                           "/latency", "/no_prealloc", "cpus:2/same", "cpus:4/disjoint"}) {
    EXPECT_THAT(names, Contains(HasSubstr(part))) << part;
  }
  EXPECT_THAT(names, Contains(AllOf(HasSubstr("entries:1048576"), HasSubstr("/zipf/latency"))));
  EXPECT_THAT(names, Not(Contains(HasSubstr("no_common_lru"))));
}

TEST(OperationRows, EachNodeIsARowAndASingleOneIsMissed) {
  Operation operation = update();
  operation.dimensions = DIM_ENTRIES | DIM_NUMA;
  EXPECT_THAT(
      names_of(rows_of({operation}, true, {.cpus = 1, .numa_nodes = 2})),
      IsSupersetOf({"hash/update/entries:65536/numa:0", "hash/update/entries:65536/numa:1"}));
  const std::vector<std::string> single = names_of(rows_of({operation}, true, {.cpus = 1}));
  EXPECT_THAT(single, Contains("hash/update/entries:65536/numa:1"));
  EXPECT_THAT(single, Not(Contains(HasSubstr("numa:0"))));
  EXPECT_THAT(names_of(rows_of({operation}, false, {.cpus = 1, .numa_nodes = 2})),
              Not(Contains(HasSubstr("numa"))));
}

TEST(OperationRows, OnlyOneCpuCanInsertAKey) {
  Operation insert = update();
  insert.name = "insert";
  insert.before = "delete";
  insert.traits = AT_MOST_ENTRIES;
  const std::vector<std::string> names = names_of(rows_of({insert}, true, {.cpus = 2}));
  EXPECT_THAT(names, Contains(HasSubstr("cpus:2/disjoint")));
  EXPECT_THAT(names, Not(Contains(HasSubstr("/same"))));
}

TEST(OperationRows, NoNameComesTwice) {
  const std::vector<std::string> names = names_of(rows_of({lookup(), update()}, true, {.cpus = 4}));
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
}

TEST(OperationRows, SomeAreOfTheFullSetAlone) {
  Operation rare = update();
  rare.traits = NOT_BY_DEFAULT;
  EXPECT_THAT(rows_of({rare}, false, {.cpus = 2}), IsEmpty());
  EXPECT_FALSE(rows_of({rare}, true, {.cpus = 2}).empty());
}

TEST(OperationRows, ABatchFindsAsManyEntriesAsItTakes) {
  Operation batched = update();
  batched.dimensions = DIM_ENTRIES | DIM_BATCH;
  for (const OperationRow& row : rows_of({batched}, true, {.cpus = 1})) {
    EXPECT_GE(row.sizes.entries, row.sizes.batch) << row.name;
  }
}

TEST(OperationRows, WhereEachCallWaitsThereIsOneBatchOfAll) {
  Operation batched = update();
  batched.dimensions = DIM_ENTRIES | DIM_BATCH;
  batched.traits = IN_ONE_BATCH;
  batched.entries = 256;
  EXPECT_THAT(names_of(rows_of({batched}, true, {.cpus = 1})),
              ElementsAre("hash/update/entries:256/batch:256"));
}

}  // namespace
}  // namespace bpfmark

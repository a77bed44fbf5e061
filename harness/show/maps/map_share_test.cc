// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/maps/map_share.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/show/maps/map_prices.h"
#include "harness/show/table/table_block.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Metric cost(double value) {
  Metric metric;
  metric.unit = "ns";
  metric.value = value;
  metric.ci_low = value - 1;
  metric.ci_high = value + 1;
  metric.confidence = 0.99;
  return metric;
}

Benchmark row(const std::string& name, double cost_ns) {
  Benchmark benchmark;
  benchmark.name = name;
  benchmark.kind = BenchmarkKind::map_op;
  benchmark.metrics["ns_per_op"] = cost(cost_ns);
  return benchmark;
}

MapOperation operation(const std::string& helper, const std::string& type,
                       std::uint64_t max_entries = 1024, double calls = 1) {
  return MapOperation{.helper = helper,
                      .map = "things",
                      .map_type = type,
                      .key_bytes = 4,
                      .value_bytes = 8,
                      .max_entries = max_entries,
                      .calls_per_packet = calls};
}

Report report_of(std::vector<Benchmark> benchmarks) {
  Report report;
  report.benchmarks = std::move(benchmarks);
  return report;
}

Benchmark packet(double net_ns, std::vector<MapOperation> operations) {
  Benchmark benchmark;
  benchmark.name = "lb/v1/udp64";
  benchmark.metrics["ns_per_packet_net"] = cost(net_ns);
  benchmark.map_operations = std::move(operations);
  return benchmark;
}

std::string priced_as(const Report& maps, const MapOperation& wanted) {
  const Benchmark* found = MapPrices(maps).nearest(wanted);
  return found == nullptr ? "nothing" : found->name;
}

TEST(MapPrices, TheNearestSizesAreTaken) {
  const Report maps = report_of({row("hash/lookup/entries:1024/key:4/value:8/hit/random", 30),
                                 row("hash/lookup/entries:65536/key:4/value:8/hit/random", 40),
                                 row("hash/lookup/entries:1024/key:64/value:8/hit/random", 50)});
  EXPECT_EQ(priced_as(maps, operation("map_lookup_elem", "hash", 4096)), maps.benchmarks[0].name);
  EXPECT_EQ(priced_as(maps, operation("map_lookup_elem", "hash", 50000)), maps.benchmarks[1].name);
  MapOperation long_keys = operation("map_lookup_elem", "hash");
  long_keys.key_bytes = 40;
  EXPECT_EQ(priced_as(maps, long_keys), maps.benchmarks[2].name);
}

TEST(MapPrices, OtherCircumstancesAreNoPrice) {
  const Report maps = report_of({row("hash/lookup/entries:1024/key:4/miss", 20),
                                 row("hash/update/entries:1024/key:4/value:8/cpus:2/same", 100),
                                 row("hash/update/entries:1024/key:4/value:8/no_prealloc", 150),
                                 row("user/hash/update/entries:1024/value:8", 700)});
  EXPECT_EQ(priced_as(maps, operation("map_lookup_elem", "hash")), "nothing");
  EXPECT_EQ(priced_as(maps, operation("map_update_elem", "hash")), "nothing");
}

TEST(MapPrices, HelpersAreCalledAsTheirOperations) {
  const Report maps =
      report_of({row("queue/push/entries:1024/value:8", 25), row("ringbuf/reserve_submit", 23),
                 row("ringbuf/output", 32), row("prog_array/tail_call", 2),
                 row("hash_of_maps/lookup_outer/entries:1024/hit", 31),
                 row("hash_of_maps/lookup/entries:1024/hit", 33), row("sk_storage/get/hit", 9)});
  const std::pair<MapOperation, std::size_t> kCases[] = {
      {operation("map_push_elem", "queue"), 0},
      {operation("ringbuf_reserve", "ringbuf"), 1},
      {operation("ringbuf_output", "ringbuf"), 2},
      {operation("tail_call", "prog_array"), 3},
      {operation("map_lookup_elem", "hash_of_maps"), 4},
      {operation("sk_storage_get", "sk_storage"), 6}};
  for (const auto& [wanted, at] : kCases) {
    EXPECT_EQ(priced_as(maps, wanted), maps.benchmarks[at].name) << wanted.helper;
  }
}

// A call goes over all elements, and the row is the cost of one.
TEST(MapPrices, WhatIsMeasuredByElementIsNoPriceOfACall) {
  const Report maps = report_of({row("hash/for_each/entries:1024", 50)});
  EXPECT_EQ(priced_as(maps, operation("for_each_map_elem", "hash")), "nothing");
}

TEST(MapShare, APacketIsPricedByAllItsOperations) {
  const Report run =
      report_of({packet(200, {operation("map_lookup_elem", "hash", 1024, 1.5),
                              operation("map_update_elem", "lru_hash", 1024, 0.5)})});
  const Report maps = report_of({row("hash/lookup/entries:1024/key:4/value:8/hit/random", 30),
                                 row("lru_hash/update/entries:1024/key:4/value:8", 220)});
  const std::vector<TableBlock> blocks = map_share_blocks(run, maps);
  ASSERT_THAT(blocks, SizeIs(1));
  ASSERT_THAT(blocks[0].rows, SizeIs(3));
  EXPECT_THAT(blocks[0].rows[0].cells,
              ElementsAre("lb/v1/udp64", "200.0", "\u00b11.0", "lookup things", "1.50", "45.0",
                          "\u00b11.5", "22", "hash/lookup/entries:1024/key:4/value:8/hit/random"));
  EXPECT_THAT(blocks[0].rows[2].cells, ElementsAre("lb/v1/udp64", "", "", "all together", "",
                                                   "155.0", "\u00b12.0", "78", ""));
}

TEST(MapShare, WhatIsNotMeasuredIsNotCountedAsNothing) {
  MapOperation unknown = operation("map_lookup_elem", "");
  unknown.map = "";
  const Report run = report_of({packet(
      100, {operation("map_lookup_elem", "hash"), unknown, operation("map_pop_elem", "queue")})});
  const Report maps = report_of({row("hash/lookup/entries:1024/key:4/value:8/hit/random", 30)});
  const std::vector<TableBlock> blocks = map_share_blocks(run, maps);
  ASSERT_THAT(blocks, SizeIs(1));
  ASSERT_THAT(blocks[0].rows, SizeIs(4));
  EXPECT_EQ(blocks[0].rows[1].cells[5], "\u2014");
  EXPECT_EQ(blocks[0].rows[1].cells.back(), "no row measures it");
  EXPECT_EQ(blocks[0].rows[2].cells.back(), "no row measures it for queue");
  EXPECT_EQ(blocks[0].rows[3].cells.back(), "at least: 2 of 3 without a price");
}

TEST(MapShare, APriceBeyondThePacketIsNone) {
  const Report maps = report_of({row("queue/push/entries:1024/value:8", 25)});
  const auto cells = [&](double net_ns) {
    const Report run = report_of({packet(net_ns, {operation("map_push_elem", "queue")})});
    return map_share_blocks(run, maps).at(0).rows.at(0).cells;
  };
  EXPECT_EQ(cells(22)[5], "\u2014");  // at most 23, where the push takes at least 24
  EXPECT_EQ(cells(22).back(), "dearer than the packet: queue/push/entries:1024/value:8");
  EXPECT_EQ(cells(23.5)[5], "25.0");
}

TEST(MapShare, APacketWithoutMapsHasNoShare) {
  EXPECT_THAT(map_share_blocks(report_of({packet(10, {})}), Report()), IsEmpty());
  EXPECT_TRUE(has_map_operations(report_of({packet(10, {})})));
  Benchmark old = packet(10, {});
  old.map_operations.reset();
  EXPECT_FALSE(has_map_operations(report_of({old})));
}

}  // namespace
}  // namespace bpfmark

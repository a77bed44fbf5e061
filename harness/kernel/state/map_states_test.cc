// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/state/map_states.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>

#include "harness/kernel/machine/cpus.h"
#include "harness/kernel/map/map_access.h"
#include "harness/kernel/map/map_fixture_test.h"
#include "harness/kernel/object/built_image_test.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class KernelMapStatesTest : public KernelMapFixture {
 protected:
  Result<MapStates> make(const std::vector<MapState>& wanted) const {
    return MapStates::make(maps_, wanted, built_image("drive/queue"));
  }

  std::string refusal(const std::vector<MapState>& wanted) const {
    const auto states = make(wanted);
    if (states) return "made";
    EXPECT_EQ(states.error().kind, ErrorKind::bad_input);
    return states.error().message;
  }
};

TEST_F(KernelMapStatesTest, DrainsMessagesAndKeepsTheRestByItself) {
  MapStates states = need(make({}));
  push("pairs", words({1, 2}));
  push("colours", words({1}));
  push("colours", words({3}));
  write_record();
  must(put_entry(map("hash"), words({1}), words({1})));
  must(put_entry(map("array"), words({1}), words({5})));
  EXPECT_THAT(need(states.settle()),
              UnorderedElementsAre(Pair("pairs", 1u), Pair("colours", 2u), Pair("untyped", 0u),
                                   Pair("ring", kRecordBytes)));
  EXPECT_THAT(need(states.settle()), UnorderedElementsAre(Pair("pairs", 0u), Pair("colours", 0u),
                                                          Pair("untyped", 0u), Pair("ring", 0u)));
  must(states.prepare());
  EXPECT_EQ(count_entries(map("hash"), 10), 1u);
  std::uint32_t value = 0;
  EXPECT_EQ(bpf_map_lookup_elem(map("array").fd, words({1}).data(), &value), 0);
  EXPECT_EQ(value, 5u);
}

TEST_F(KernelMapStatesTest, TakesTheMessagesWithTheirAmount) {
  MapStates states = need(make({}));
  push("pairs", words({1, 2}));
  push("colours", words({1}));
  push("colours", words({3}));
  write_record();
  auto left = need(states.take_messages_left());
  EXPECT_THAT(left.at("pairs").texts, ElementsAre("{count=1, colour=Green}"));
  EXPECT_THAT(left.at("colours").texts, ElementsAre("Blue", "Red"));
  EXPECT_EQ(left.at("colours").amount, 2u);
  EXPECT_THAT(left.at("ring").texts, SizeIs(1));
  EXPECT_EQ(left.at("ring").amount, kRecordBytes);
  EXPECT_THAT(need(states.settle()), ::testing::Contains(Pair("ring", 0u)));
}

// A discarded record is no message, but it takes room until the consumer has gone past it: both
// ways of emptying the ring must tell the same amount, or a block would seem to do something else
// than what was observed.
TEST_F(KernelMapStatesTest, DiscardedRecordsTakeRoom) {
  MapStates states = need(make({}));
  const auto write_three = [&] {
    for (const char what : {'d', 's', 'd'}) write_record(what);
  };
  write_three();
  const auto left = need(states.take_messages_left());
  EXPECT_THAT(left.at("ring").texts, SizeIs(1));
  write_three();
  EXPECT_EQ(left.at("ring").amount, need(states.settle()).at("ring"));
  EXPECT_EQ(left.at("ring").amount, 3 * kRecordBytes);
}

TEST_F(KernelMapStatesTest, ARoomThatIsUsedUpIsFull) {
  MapStates states = need(make({}));
  EXPECT_EQ(states.room("pairs"), 100u);
  EXPECT_EQ(states.room("colours"), 5000u);
  EXPECT_EQ(states.room("hash"), std::nullopt);
  EXPECT_EQ(states.room("absent"), std::nullopt);
  const std::size_t records = states.room("ring").value() / kRecordBytes;
  for (std::size_t i = 0; i < records; ++i) EXPECT_EQ(write_record(), 2u) << i;
  EXPECT_EQ(write_record(), 1u) << "one more is dropped";
  EXPECT_EQ(need(states.settle()).at("ring"), records * kRecordBytes);
}

TEST_F(KernelMapStatesTest, FillsToTheBrim) {
  MapStates states =
      need(make({{"pairs", MapPreparation::fill, {}}, {"colours", MapPreparation::fill, {}}}));
  EXPECT_EQ(states.room("pairs"), std::nullopt);
  for (int i = 0; i < 2; ++i) {
    must(states.prepare());
    const Bytes value(8);
    EXPECT_NE(bpf_map_update_elem(map("pairs").fd, nullptr, value.data(), BPF_ANY), 0);
    EXPECT_EQ(errno, E2BIG) << "full";
    EXPECT_THAT(need(states.settle()), Not(::testing::Contains(::testing::Key("pairs"))));
  }
  EXPECT_THAT(need(take_messages(map("colours"))), SizeIs(5000));
}

TEST_F(KernelMapStatesTest, ClearsEachTypeThatHoldsEntries) {
  std::vector<MapState> wanted;
  const std::vector<std::string> names = {"hash", "lru",   "percpu_hash",
                                          "lpm",  "array", "percpu_array"};
  for (const std::string& name : names) wanted.push_back({name, MapPreparation::clear, {}});
  MapStates states = need(make(wanted));
  for (const std::string& name : names) {
    const Bytes key = name == "lpm" ? words({32, 1}) : words({1});
    must(put_entry(map(name), key, words({42})));
  }
  must(states.prepare());
  EXPECT_THAT(states.kept_entries(), IsEmpty()) << "none runs on";
  for (const char* name : {"hash", "lru", "percpu_hash", "lpm"}) {
    EXPECT_EQ(count_entries(map(name), 10), 0u) << name;
  }
  for (const char* name : {"array", "percpu_array"}) {
    std::vector<std::uint64_t> values(possible_cpus());
    EXPECT_EQ(bpf_map_lookup_elem(map(name).fd, words({1}).data(), values.data()), 0);
    EXPECT_THAT(values, ::testing::Each(0u)) << name;
  }
}

TEST_F(KernelMapStatesTest, RestoresEntries) {
  MapStates states = need(make(
      {{"hash", MapPreparation::restore, {{words({1}), words({10})}, {words({2}), words({20})}}},
       {"lpm", MapPreparation::restore, {{words({24, 0x0a}), words({7})}}},
       {"array", MapPreparation::restore, {{words({3}), words({30})}}}}));
  for (int i = 0; i < 2; ++i) {
    must(states.prepare());
    EXPECT_EQ(count_entries(map("hash"), 10), 2u);
    EXPECT_EQ(count_entries(map("lpm"), 10), 1u);
    std::uint32_t value = 0;
    EXPECT_EQ(bpf_map_lookup_elem(map("hash").fd, words({2}).data(), &value), 0);
    EXPECT_EQ(value, 20u);
    EXPECT_EQ(bpf_map_lookup_elem(map("array").fd, words({3}).data(), &value), 0);
    EXPECT_EQ(value, 30u);
    EXPECT_EQ(bpf_map_lookup_elem(map("array").fd, words({4}).data(), &value), 0);
    EXPECT_EQ(value, 0u);
    // What a block might leave.
    must(put_entry(map("hash"), words({3}), words({1})));
    must(put_entry(map("hash"), words({2}), words({1})));
    must(put_entry(map("array"), words({4}), words({1})));
  }
}

TEST_F(KernelMapStatesTest, WritesInitialEntriesOnceAndTellsWhatChanged) {
  MapStates states = need(make({{"hash", MapPreparation::initial, {{words({1}), words({10})}}}}));
  EXPECT_EQ(count_entries(map("hash"), 10), 1u) << "from the start";
  EXPECT_THAT(states.changed(), IsEmpty());
  must(put_entry(map("hash"), words({2}), words({20})));
  must(put_entry(map("array"), words({2}), words({20})));
  must(states.prepare());
  EXPECT_EQ(count_entries(map("hash"), 10), 2u) << "its state runs on";
  EXPECT_THAT(states.changed(), UnorderedElementsAre("map 'hash'", "map 'array'"));
}

// What each packet finds, and what only the first of a block does.
TEST_F(KernelMapStatesTest, PutsBackBeforeEveryPacketWhatTheSuiteSays) {
  MapState each{"hash", MapPreparation::clear};
  each.each_packet = true;
  MapStates states = need(make({each, {"lru", MapPreparation::clear}}));
  EXPECT_TRUE(states.prepares_each());
  for (const char* name : {"hash", "lru"}) must(put_entry(map(name), words({1}), words({1})));
  must(states.prepare_each());
  EXPECT_EQ(count_entries(map("hash"), 10), 0u);
  EXPECT_EQ(count_entries(map("lru"), 10), 1u);
  must(states.prepare());
  EXPECT_EQ(count_entries(map("lru"), 10), 0u);
  EXPECT_FALSE(need(make({{"lru", MapPreparation::clear}})).prepares_each());
}

TEST_F(KernelMapStatesTest, BringsGlobalVariablesBack) {
  const auto globals = [&] {
    for (const Map& each : maps_) {
      if (each.internal && section_of(each) == ".data") return each;
    }
    throw std::runtime_error("no .data");
  }();
  const auto count = [&](std::optional<std::uint32_t> set = {}) {
    const std::uint32_t zero = 0;
    std::uint32_t value = set.value_or(0);
    if (set) {
      EXPECT_EQ(bpf_map_update_elem(globals.fd, &zero, &value, BPF_ANY), 0);
    }
    EXPECT_EQ(bpf_map_lookup_elem(globals.fd, &zero, &value), 0);
    return value;
  };
  ASSERT_EQ(globals.value_bytes, 4u) << "global_count alone";
  for (const char* name : {"global_count", ".data"}) {
    MapStates cleared = need(make({{name, MapPreparation::clear}}));
    count(7);
    must(cleared.prepare());
    EXPECT_EQ(count(), 1u) << name << ": what it begins with";
  }
  MapStates restored = need(make({{"global_count", MapPreparation::restore, {}, words({5})}}));
  must(restored.prepare());
  EXPECT_EQ(count(), 5u);
  MapStates once = need(make({{"global_count", MapPreparation::initial, {}, words({6})}}));
  EXPECT_EQ(count(), 6u);
  EXPECT_THAT(once.changed(), IsEmpty());
  count(7);
  must(once.prepare());
  EXPECT_EQ(count(), 7u);
  EXPECT_THAT(once.changed(), ElementsAre("variable 'global_count'"));

  EXPECT_THAT(refusal({{"global_count", MapPreparation::restore, {}, Bytes(8)}}),
              HasSubstr("variable 'global_count' has 4 bytes; the suite gives it 8"));
  EXPECT_THAT(refusal({{"global_count", MapPreparation::drain}}),
              HasSubstr("'global_count' is a global variable, allowed: \"keep\", \"clear\""));
  EXPECT_THAT(refusal({{"hash", MapPreparation::restore, {}, words({5})}}),
              HasSubstr("'hash' is a map: it takes a list of entries"));
}

TEST_F(KernelMapStatesTest, SaysWhichEntryDoesNotFit) {
  for (const MapPreparation preparation : {MapPreparation::initial, MapPreparation::restore}) {
    EXPECT_THAT(refusal({{"hash", preparation, {{Bytes(2), Bytes(4)}}}}),
                HasSubstr("map 'hash' has keys of 4"));
  }
}

TEST_F(KernelMapStatesTest, CountsWhatRunsOn) {
  MapStates states = need(make({{"lru", MapPreparation::clear, {}}}));
  must(put_entry(map("hash"), words({1}), words({1})));
  EXPECT_THAT(states.kept_entries(),
              UnorderedElementsAre(Pair("hash", 1u), Pair("lpm", 0u), Pair("percpu_hash", 0u)));
}

TEST_F(KernelMapStatesTest, RefusesWhatATypeCannotHave) {
  for (const char* name : {"hash", "array", "lpm"}) {
    EXPECT_THAT(refusal({{name, MapPreparation::drain, {}}}),
                AllOf(HasSubstr("map '" + std::string(name) + "' is of type "),
                      HasSubstr("\"drain\" is for queue, stack and ringbuf maps")));
  }
  for (const char* name : {"hash", "ring"}) {
    EXPECT_THAT(refusal({{name, MapPreparation::fill, {}}}),
                HasSubstr("\"fill\" is for queue and stack maps"));
  }
  for (const MapPreparation preparation : {MapPreparation::clear, MapPreparation::restore}) {
    EXPECT_THAT(refusal({{"programs", preparation, {}}}),
                HasSubstr("map 'programs' is of type prog_array"));
  }
}

TEST_F(KernelMapStatesTest, ListsTheMapsForAnUnknownName) {
  for (const char* name : {"absent", ".bss", "map_type.data", "", "Hash"}) {
    const std::string message = refusal({{name, MapPreparation::clear, {}}});
    EXPECT_THAT(message, HasSubstr("the suite prepares map '" + std::string(name) + "'"));
    const std::string list = message.substr(message.find("it has: "));
    EXPECT_THAT(list, AllOf(HasSubstr("pairs"), HasSubstr("percpu_array"),
                            HasSubstr("; and the variables global_count")));
  }
  const auto none = MapStates::make({}, {{"absent", MapPreparation::clear, {}}}, nullptr);
  ASSERT_FALSE(none.has_value());
  EXPECT_THAT(none.error().message, HasSubstr("it has: none"));
}

}  // namespace
}  // namespace bpfmark

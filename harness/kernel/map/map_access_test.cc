// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/map/map_access.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/kernel/machine/cpus.h"
#include "harness/kernel/map/map_fixture_test.h"
#include "harness/kernel/message/message_text.h"
#include "harness/kernel/message/queue_work.h"
#include "harness/kernel/message/ring_position.h"
#include "harness/kernel/object/built_image_test.h"
#include "harness/kernel/program/map.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using KernelMapTest = KernelMapFixture;

Bytes value_in(const Map& map, const Bytes& key, std::size_t bytes) {
  Bytes value(bytes);
  if (bpf_map_lookup_elem(map.fd, key.data(), value.data()) != 0) return {};
  return value;
}

TEST_F(KernelMapTest, TakesAQueueFromItsHeadAndAStackFromItsTop) {
  for (const std::uint32_t i : {1u, 2u, 3u}) {
    push("pairs", words({i, 1}));
    push("colours", words({i}));
  }
  EXPECT_THAT(need(take_messages(map("pairs"))),
              ElementsAre(words({1, 1}), words({2, 1}), words({3, 1})));
  EXPECT_THAT(need(take_messages(map("colours"))), ElementsAre(words({3}), words({2}), words({1})));
  EXPECT_THAT(need(take_messages(map("pairs"))), IsEmpty());
}

TEST_F(KernelMapTest, TakesTheRecordsOfARingBuffer) {
  EXPECT_THAT(need(take_messages(map("ring"))), IsEmpty());
  write_record();
  write_record('d');
  write_record();
  const Bytes record = words({1, 0, 2, 0, 1, 0});
  EXPECT_THAT(need(take_messages(map("ring"))), ElementsAre(record, record));
}

TEST_F(KernelMapTest, RefusesToTakeMessagesOfOtherTypes) {
  const auto taken = take_messages(map("hash"));
  ASSERT_FALSE(taken.has_value());
  EXPECT_EQ(taken.error().kind, ErrorKind::cannot_measure);
  EXPECT_THAT(taken.error().message, AllOf(HasSubstr("'hash'"), HasSubstr("(hash)")));
}

TEST_F(KernelMapTest, ReadsMessagesByTheirType) {
  EXPECT_EQ(message_text(map("colours"), words({2})), "Green");
  EXPECT_EQ(message_text(map("colours"), words({77})), "77") << "no enumerator of that value";
  EXPECT_EQ(message_text(map("pairs"), words({5, 3})), "{count=5, colour=Blue}");
  EXPECT_EQ(message_text(map("pairs"), words({0, 0})), "{count=0, colour=0}");
  EXPECT_EQ(message_text(map("untyped"), {0x00, 0xab, 0x0f}), "00ab0f");
  EXPECT_EQ(message_text(map("ring"), {0xde, 0xad}), "dead");
  EXPECT_EQ(message_text(map("pairs"), {}), "");
  EXPECT_EQ(message_text(map("pairs"), {1}), "01") << "shorter than its type";
  Map stripped = map("colours");
  stripped.types = nullptr;
  EXPECT_EQ(message_text(stripped, words({2})), "02000000");
}

TEST_F(KernelMapTest, CountsAndClearsWhatIsKeyedByContent) {
  for (const char* name : {"hash", "lru", "percpu_hash", "lpm"}) {
    SCOPED_TRACE(name);
    const Map& m = map(name);
    const auto key_of = [&](std::uint32_t i) {
      return m.key_bytes == 8 ? words({32, i << 8}) : words({i});
    };
    EXPECT_EQ(count_entries(m, 100), 0u);
    for (std::uint32_t i = 0; i < 30; ++i) must(put_entry(m, key_of(i), words({i + 1})));
    EXPECT_EQ(count_entries(m, 100), 30u);
    EXPECT_EQ(count_entries(m, 10), 10u) << "stops at the limit";
    must(put_entry(m, key_of(4), words({99})));
    EXPECT_EQ(count_entries(m, 100), 30u) << "the same key again";
    must(clear_map(m));
    EXPECT_EQ(count_entries(m, 100), 0u);
    must(clear_map(m));
  }
  for (const char* name : {"array", "percpu_array", "pairs", "ring", "programs"}) {
    EXPECT_EQ(count_entries(map(name), 100), std::nullopt) << name;
  }
}

TEST_F(KernelMapTest, ClearsArraysToZero) {
  for (const char* name : {"array", "percpu_array"}) {
    SCOPED_TRACE(name);
    const Map& m = map(name);
    const std::size_t bytes = m.type == BPF_MAP_TYPE_ARRAY ? 4 : 8 * possible_cpus();
    for (std::uint32_t i = 0; i < 8; ++i) must(put_entry(m, words({i}), words({i + 1})));
    EXPECT_EQ(value_in(m, words({7}), bytes)[0], 8);
    must(clear_map(m));
    for (std::uint32_t i = 0; i < 8; ++i) EXPECT_EQ(value_in(m, words({i}), bytes), Bytes(bytes));
  }
}

TEST_F(KernelMapTest, ClearsMessagesButNotPrograms) {
  push("pairs", words({1, 1}));
  write_record();
  must(clear_map(map("pairs")));
  must(clear_map(map("ring")));
  EXPECT_THAT(need(take_messages(map("pairs"))), IsEmpty());
  EXPECT_THAT(need(take_messages(map("ring"))), IsEmpty());
  const auto refused = clear_map(map("programs"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message,
              AllOf(HasSubstr("'programs' is of type prog_array"), HasSubstr("lpm_trie")));
}

TEST_F(KernelMapTest, PutsAnEntryForEveryCpu) {
  const Map& m = map("percpu_hash");
  must(put_entry(m, words({7}), words({9})));
  const Bytes all = value_in(m, words({7}), 8 * possible_cpus());
  for (std::size_t cpu = 0; cpu < possible_cpus(); ++cpu) EXPECT_EQ(all.at(8 * cpu), 9);
}

TEST_F(KernelMapTest, RefusesEntriesThatDoNotFit) {
  const struct {
    const char* map;
    Bytes key, value;
    ErrorKind kind;
    const char* says;
  } cases[] = {
      {"hash", Bytes(3), Bytes(4), ErrorKind::bad_input, "keys of 4 and values of 4 bytes"},
      {"hash", Bytes(4), Bytes(8), ErrorKind::bad_input, "the suite's entry has 4 and 8"},
      {"hash", {}, {}, ErrorKind::bad_input, "the suite's entry has 0 and 0"},
      {"array", words({8}), Bytes(4), ErrorKind::cannot_measure, "Argument list too long"},
      {"lpm", words({33, 0}), Bytes(4), ErrorKind::cannot_measure, "Invalid argument"},
  };
  for (const auto& c : cases) {
    const auto put = put_entry(map(c.map), c.key, c.value);
    ASSERT_FALSE(put.has_value()) << c.says;
    EXPECT_EQ(put.error().kind, c.kind) << c.says;
    EXPECT_THAT(put.error().message, AllOf(HasSubstr(c.map), HasSubstr(c.says)));
  }
}

QueueWork work_on(const Map& map, QueueWork::Kind kind) {
  return need(QueueWork::load(built_image("drive/queue"), map, kind));
}

TEST_F(KernelMapTest, QueueWorkFillsAndDrainsExactly) {
  // A stack, a queue, and a queue of values that fit on no program's stack.
  for (const char* name : {"pairs", "colours", "untyped"}) {
    SCOPED_TRACE(name);
    const Map& m = map(name);
    QueueWork drain = work_on(m, QueueWork::Kind::drain);
    QueueWork fill = work_on(m, QueueWork::Kind::fill);
    EXPECT_EQ(need(drain.run()), 0u);
    EXPECT_EQ(need(fill.run()), m.max_entries);
    EXPECT_EQ(need(fill.run()), 0u) << "it is full";
    EXPECT_EQ(need(drain.run()), m.max_entries);
    EXPECT_EQ(need(drain.run()), 0u);
    for (int i = 0; i < 5; ++i) push(name, Bytes(m.value_bytes));
    EXPECT_EQ(need(drain.run()), 5u);
    EXPECT_THAT(need(take_messages(m)), IsEmpty());
  }
}

TEST_F(KernelMapTest, QueueWorkRefusesAnotherObject) {
  for (const char* name : {"fizzbuzz/pass", "tests/map_types"}) {
    const auto work = QueueWork::load(built_image(name), map("pairs"), QueueWork::Kind::drain);
    ASSERT_FALSE(work.has_value()) << name;
  }
  const auto hash =
      QueueWork::load(built_image("drive/queue"), map("hash"), QueueWork::Kind::drain);
  EXPECT_FALSE(hash.has_value()) << "not a queue";
}

TEST_F(KernelMapTest, RingPositionSkipsAllThatWaits) {
  RingPosition ring = need(RingPosition::map(map("ring")));
  EXPECT_EQ(ring.skip_all(), 0u);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(write_record(), 2u);
  EXPECT_EQ(ring.skip_all(), 3 * kRecordBytes);
  EXPECT_EQ(ring.skip_all(), 0u);
  EXPECT_THAT(need(take_messages(map("ring"))), IsEmpty());
  // Round and round: positions run on beyond the size.
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(write_record(), 2u);
    if (i % 100 != 99) continue;
    EXPECT_EQ(ring.waiting(), 100 * kRecordBytes);
    EXPECT_EQ(ring.skip_all(), 100 * kRecordBytes);
    EXPECT_EQ(ring.waiting(), 0u);
  }
  RingPosition moved = std::move(ring);
  write_record();
  EXPECT_EQ(moved.skip_all(), kRecordBytes);
}

TEST_F(KernelMapTest, RingPositionNeedsARingBuffer) {
  const auto ring = RingPosition::map(map("hash"));
  ASSERT_FALSE(ring.has_value());
  EXPECT_THAT(ring.error().message, HasSubstr("'hash'"));
}

}  // namespace
}  // namespace bpfmark

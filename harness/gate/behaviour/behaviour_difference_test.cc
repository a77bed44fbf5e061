// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour/behaviour_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<Bytes> kInputs = {Bytes(14, 0xa0), Bytes(14, 0xa1), Bytes(14, 0xa2)};
const ValueLayout kKey = {{"", 0, 2, FieldKind::number}};
const ValueLayout kFlow = {{"packets", 0, 1, FieldKind::number},
                           {"last_seen", 1, 1, FieldKind::number}};

// A program that passes each frame as it is, twice, and leaves two entries in a map.
Seen plain() {
  Seen seen;
  for (std::size_t call = 0; call < 2 * kInputs.size(); ++call) {
    seen.calls.push_back({2, kInputs[call % kInputs.size()], {{"events", {{7, 9}}}}});
  }
  seen.message_layouts["events"] = {{"id", 0, 1, FieldKind::number},
                                    {"at", 1, 1, FieldKind::number}};
  seen.maps["flows"] = {{{{1, 0}, {5, 50}}, {{2, 0}, {6, 60}}}, {}, kKey, kFlow};
  seen.maps["table"] = {{{{0, 0}, {1, 0}}}, {0, 0}, kKey, {}};
  seen.variables["count"] = {3};
  seen.variable_layouts["count"] = {{"", 0, 1, FieldKind::number}};
  return seen;
}

BehaviourFindings compare(const std::vector<Seen>& base, const std::vector<Seen>& now) {
  return compare_behaviour("s/udp64", kInputs, {base, now});
}

TEST(BehaviourDifference, OfTheSameThereIsNone) {
  const BehaviourFindings found = compare({plain(), plain()}, {plain()});
  EXPECT_THAT(found.differences, IsEmpty());
  EXPECT_THAT(found.not_compared, IsEmpty());
}

TEST(BehaviourDifference, NamesTheFirstFrameAndCountsEachOnce) {
  Seen now = plain();
  now.calls[1].verdict = 1;
  now.calls[2].verdict = 3;
  now.calls[4].verdict = 1;  // frame 1 again
  const auto found = compare({plain()}, {now}).differences;
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].name, "s/udp64");
  EXPECT_EQ(found[0].what, "verdict XDP_PASS became XDP_DROP");
  EXPECT_EQ(found[0].frames, 2U);
  EXPECT_EQ(found[0].first_frame, 1U);
  EXPECT_EQ(found[0].packet, kInputs[1]);
}

// Each breaks one thing: what is told of it, and what where it varies instead.
struct Change {
  const char* what;
  const char* varying;
  void (*apply)(Seen& seen);
};

const Change kChanges[] = {
    {"verdict XDP_PASS became 77", "the verdict on some frames",
     [](Seen& s) { s.calls[5].verdict = 77; }},
    {"the output packet differs in byte 3: a2 against a3", "byte 3 of the output packet",
     [](Seen& s) { s.calls[5].output[3] ^= 1; }},
    {"the output packet's length went from 14 bytes to 15 bytes", "size of the output packet",
     [](Seen& s) { s.calls[5].output.push_back(0); }},
    {"message 1 in 'events', field `id`: 7 against 8", "`events.id`",
     [](Seen& s) { s.calls[5].messages["events"][0][0] = 8; }},
    {"message 1 in 'events' is gone: 0709", "the number of messages in `events`",
     [](Seen& s) { s.calls[5].messages.clear(); }},
    {"message 2 in 'events' is new: 01", "the number of messages in `events`",
     [](Seen& s) { s.calls[5].messages["events"].push_back({1}); }},
    {"map 'flows', key 1, field `packets`: 5 against 6", "`flows.packets`",
     [](Seen& s) {
       s.maps["flows"].contents[{1, 0}][0] = 6;
     }},
    {"map 'flows', key 1: is gone, with 0532", "keys of `flows`",
     [](Seen& s) {
       s.maps["flows"].contents.erase({1, 0});
     }},
    {"map 'flows', key 3: is new, with 0102", "keys of `flows`",
     [](Seen& s) {
       s.maps["flows"].contents[{3, 0}] = {1, 2};
     }},
    {"map 'table', key 0, field `byte 0`: 01 against 04", "`table.byte 0`",
     [](Seen& s) {
       s.maps["table"].contents[{0, 0}][0] = 4;
     }},
    {"map 'table', key 1, field `byte 1`: 00 against 09", "`table.byte 1`",
     [](Seen& s) {
       s.maps["table"].contents[{1, 0}] = {0, 9};
     }},
    {"variable `count`: 3 against 4", "`count`", [](Seen& s) { s.variables["count"] = {4}; }},
};

TEST(BehaviourDifference, IsFoundInEachRespect) {
  for (const Change& change : kChanges) {
    Seen now = plain();
    change.apply(now);
    const auto found = compare({plain(), plain()}, {now, now}).differences;
    ASSERT_THAT(found, SizeIs(1)) << change.what;
    EXPECT_EQ(found[0].what, change.what);
    const bool of_state = found[0].what.starts_with("map") || found[0].what.starts_with("var");
    EXPECT_EQ(found[0].frames, of_state ? 0U : 1U) << change.what;
    EXPECT_EQ(found[0].packet, of_state ? kInputs[0] : kInputs[2]) << change.what;
  }
}

TEST(BehaviourDifference, WhatVariesOfBaseIsNamedAndNotHeldAgainstNew) {
  for (const Change& change : kChanges) {
    Seen other = plain();
    change.apply(other);
    for (const Seen& now : {plain(), other}) {
      const BehaviourFindings found = compare({plain(), other, plain()}, {now});
      EXPECT_THAT(found.differences, IsEmpty()) << change.what;
      EXPECT_THAT(found.not_compared, ElementsAre(change.varying)) << change.what;
    }
  }
}

TEST(BehaviourDifference, WhatNewDoesOnlyNowAndThenIsNotSure) {
  for (const Change& change : kChanges) {
    Seen now = plain();
    change.apply(now);
    EXPECT_THAT(compare({plain(), plain()}, {now, plain()}).differences, IsEmpty()) << change.what;
  }
}

TEST(BehaviourDifference, AFieldThatVariesHidesNoOther) {
  Seen again = plain();
  again.maps["flows"].contents[{1, 0}][1] = 51;
  again.calls[0].messages["events"][0][1] = 99;
  again.calls[0].output[9] = 0;
  again.calls[0].verdict = 1;
  Seen now = plain();
  now.maps["flows"].contents[{1, 0}] = {8, 52};
  now.calls[0].messages["events"][0] = {1, 98};
  now.calls[0].output[0] = 0;
  now.calls[0].output[9] = 1;
  now.calls[1].verdict = 1;
  const BehaviourFindings found = compare({plain(), again}, {now});
  std::vector<std::string> texts;
  for (const BehaviourDifference& each : found.differences) texts.push_back(each.what);
  EXPECT_THAT(texts, ElementsAre("the output packet differs in byte 0: a0 against 00",
                                 "message 1 in 'events', field `id`: 7 against 1",
                                 "verdict XDP_PASS became XDP_DROP",
                                 "map 'flows', key 1, field `packets`: 5 against 8"));
  EXPECT_THAT(found.not_compared,
              ElementsAre("the verdict on some frames", "byte 9 of the output packet",
                          "`events.at`", "`flows.last_seen`"));
}

// Keys that are others in every load: values are compared all the same, smallest first.
TEST(BehaviourDifference, KeysThatVaryHideNoValue) {
  const auto with_keys = [](std::uint8_t key, std::uint8_t packets) {
    Seen seen = plain();
    seen.maps["flows"].contents = {{{key, 1}, {packets, 50}}, {{key, 2}, {9, 90}}};
    return seen;
  };
  const std::vector<Seen> base = {with_keys(1, 5), with_keys(2, 5)};
  const BehaviourFindings same = compare(base, {with_keys(3, 5), with_keys(4, 5)});
  EXPECT_THAT(same.differences, IsEmpty());
  EXPECT_THAT(same.not_compared, ElementsAre("keys of `flows`"));
  const auto found = compare(base, {with_keys(3, 6), with_keys(4, 6)}).differences;
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].what, "map 'flows', an entry whose key varies, field `packets`: 5 against 6");
}

TEST(BehaviourDifference, MoreEntriesWhoseKeysVaryAreSeen) {
  const auto with_entries = [](std::uint8_t key, int count) {
    Seen seen = plain();
    seen.maps["flows"].contents.clear();
    for (int i = 0; i < count; ++i) {
      seen.maps["flows"].contents[{key, static_cast<std::uint8_t>(i)}] = {5, 50};
    }
    return seen;
  };
  const auto found =
      compare({with_entries(1, 2), with_entries(2, 2)}, {with_entries(3, 3), with_entries(4, 3)})
          .differences;
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].what, "map 'flows': more entries whose keys vary");
}

TEST(BehaviourDifference, AFieldIsToldOfOnceForAllKeys) {
  Seen now = plain();
  for (auto& [key, value] : now.maps["flows"].contents) ++value[0];
  EXPECT_THAT(compare({plain()}, {now}).differences, SizeIs(1));
}

TEST(BehaviourDifference, FieldsAreFoundByName) {
  Seen now = plain();
  now.maps["flows"].value_layout = {{"added", 0, 1, FieldKind::number},
                                    {"packets", 2, 2, FieldKind::number},
                                    {"last_seen", 1, 1, FieldKind::number}};
  now.maps["flows"].contents = {{{1, 0}, {77, 50, 5, 0}}, {{2, 0}, {77, 60, 6, 0}}};
  EXPECT_THAT(compare({plain()}, {now}).differences, IsEmpty());
  now.maps["flows"].contents[{2, 0}][3] = 1;
  const auto found = compare({plain()}, {now}).differences;
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].what, "map 'flows', key 2, field `packets`: 6 against 262");
}

TEST(BehaviourDifference, WhatOneSideAloneHasIsNamed) {
  Seen now = plain();
  now.maps.erase("flows");
  now.maps["other"] = {};
  now.variables.clear();
  now.unseen = {"messages in `perf`, a perf_event_array"};
  const BehaviourFindings found = compare({plain()}, {now});
  EXPECT_THAT(found.differences, IsEmpty());
  EXPECT_THAT(found.not_compared,
              ElementsAre("map `flows`, which not every load of both sides shows",
                          "map `other`, which not every load of both sides shows",
                          "messages in `perf`, a perf_event_array", "`count`, of base alone"));
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/behaviour_difference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/sample/fake_runner.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::vector<Bytes> kInputs = {Bytes(14, 0xa0), Bytes(14, 0xa1), Bytes(14, 0xa2)};

// A program that passes each frame as it is and leaves two entries in a map.
Seen plain() {
  Seen seen;
  for (const Bytes& input : kInputs) {
    seen.frames.push_back({2, input, {{"messages", {{"Fizz"}, 1}}}});
  }
  seen.maps["flows"] = {{{1, 0}, {5}}, {{2, 0}, {6}}};
  return seen;
}

std::vector<BehaviourDifference> differences(const Seen& new_version, const Seen& again = plain()) {
  return behaviour_differences("s/udp64", kInputs, plain(), again, new_version);
}

TEST(BehaviourDifference, OfTheSameThereIsNone) {
  EXPECT_THAT(differences(plain()), IsEmpty());
}

TEST(BehaviourDifference, NamesTheFirstFrameAndCountsAll) {
  Seen new_version = plain();
  new_version.frames[1].verdict = 1;
  new_version.frames[2].verdict = 3;
  const auto found = differences(new_version);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].name, "s/udp64");
  EXPECT_EQ(found[0].what, "verdict XDP_PASS became XDP_DROP");
  EXPECT_EQ(found[0].frames, 2U);
  EXPECT_EQ(found[0].first_frame, 1U);
  EXPECT_EQ(found[0].packet, kInputs[1]);
}

// Each breaks the last frame or the map, and says what should be told of it.
struct Change {
  const char* what;
  void (*apply)(Seen& seen);
};

const Change kChanges[] = {
    {"verdict XDP_PASS became 77", [](Seen& s) { s.frames[2].verdict = 77; }},
    {"the output packet differs from byte 3 on", [](Seen& s) { s.frames[2].output[3] ^= 1; }},
    {"the output packet's length went from 14 to 15 bytes",
     [](Seen& s) { s.frames[2].output.push_back(0); }},
    {"messages in 'messages': Fizz became Buzz, Fizz",
     [](Seen& s) {
       s.frames[2].left["messages"].texts = {"Buzz", "Fizz"};
     }},
    {"messages in 'messages': Fizz became nothing", [](Seen& s) { s.frames[2].left.clear(); }},
    {"messages in 'more': nothing became x",
     [](Seen& s) {
       s.frames[2].left["more"] = {{"x"}, 1};
     }},
    {"contents of map 'flows': key 0100 is gone",
     [](Seen& s) { s.maps["flows"].erase(s.maps["flows"].begin()); }},
    {"contents of map 'flows': key 0200: 06 became 07",
     [](Seen& s) {
       s.maps["flows"][{2, 0}] = {7};
     }},
    {"contents of map 'flows': key 0300 is new, with 09",
     [](Seen& s) {
       s.maps["flows"][{3, 0}] = {9};
     }},
};

TEST(BehaviourDifference, IsFoundInEachRespect) {
  for (const Change& change : kChanges) {
    Seen new_version = plain();
    change.apply(new_version);
    const auto found = differences(new_version);
    ASSERT_THAT(found, SizeIs(1)) << change.what;
    const bool is_of_a_map = found[0].what.starts_with("contents");
    EXPECT_EQ(found[0].what, change.what);
    EXPECT_EQ(found[0].frames, is_of_a_map ? 0U : 1U) << change.what;
    EXPECT_EQ(found[0].first_frame, is_of_a_map ? 0U : 2U) << change.what;
    EXPECT_EQ(found[0].packet, is_of_a_map ? kInputs[0] : kInputs[2]) << change.what;
  }
}

TEST(BehaviourDifference, WhatBaseDoesOtherwiseEachTimeIsNotHeldAgainstNew) {
  for (const Change& change : kChanges) {
    Seen other = plain();
    change.apply(other);
    EXPECT_THAT(differences(plain(), other), IsEmpty()) << change.what;
    EXPECT_THAT(differences(other, other), IsEmpty()) << change.what;
  }
}

TEST(BehaviourDifference, ARandomFrameDoesNotHideTheOthers) {
  Seen again = plain();
  again.frames[0].verdict = 1;
  Seen new_version = plain();
  new_version.frames[0].verdict = 3;
  new_version.frames[1].verdict = 1;
  const auto found = differences(new_version, again);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].first_frame, 1U);
  EXPECT_EQ(found[0].frames, 1U);
  EXPECT_EQ(found[0].what, "verdict XDP_PASS became XDP_DROP");
}

TEST(BehaviourDifference, ARandomMapDoesNotHideTheOthers) {
  Seen base = plain();
  base.maps["clock"] = {{{0}, {1}}};
  Seen again = base;
  again.maps["clock"] = {{{0}, {2}}};
  Seen new_version = base;
  new_version.maps["clock"] = {{{0}, {3}}};
  new_version.maps["flows"].clear();
  const auto found = behaviour_differences("p", kInputs, base, again, new_version);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].what, "contents of map 'flows': key 0100 is gone");
}

TEST(BehaviourDifference, AMapOfOneSideAloneIsHowAProgramIsMade) {
  Seen new_version = plain();
  new_version.maps.clear();
  new_version.maps["other"] = {{{1}, {1}}};
  EXPECT_THAT(differences(new_version), IsEmpty());
}

TEST(BehaviourDifference, AMapThatOneLoadOfBaseCouldNotShowIsLeftOut) {
  Seen again = plain();
  again.maps.clear();
  Seen new_version = plain();
  new_version.maps["flows"].clear();
  EXPECT_THAT(differences(new_version, again), IsEmpty());
}

TEST(BehaviourDifference, LongKeysAndValuesAreShownShort) {
  Seen new_version = plain();
  new_version.maps["flows"][Bytes(100, 0x0f)] = Bytes(100, 0xff);
  const std::string key = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f...";
  const std::string value = "ffffffffffffffffffffffffffffffff...";
  EXPECT_EQ(differences(new_version).at(0).what,
            "contents of map 'flows': key " + key + " is new, with " + value);
}

TEST(BehaviourDifference, EachKindHasItsOwn) {
  Seen new_version = plain();
  new_version.frames[2].verdict = 1;
  new_version.frames[1].output[0] = 0;
  new_version.frames[0].left["messages"].texts.clear();
  new_version.maps["flows"].clear();
  std::vector<std::size_t> first;
  for (const BehaviourDifference& each : differences(new_version))
    first.push_back(each.first_frame);
  EXPECT_THAT(first, ElementsAre(2, 1, 0, 0));
}

TEST(See, TakesEveryFrameAndThenTheMaps) {
  FakeRunner runner;
  runner.fake_arms.resize(2);
  runner.fake_frames = kInputs;
  runner.fake_arms[1].messages = 1;
  runner.fake_arms[1].verdict = [](std::size_t) { return 1U; };
  runner.fake_arms[1].maps["flows"] = {{{1}, {2}}};
  const Seen seen = observe_arm(runner, 1).value();
  ASSERT_THAT(seen.frames, SizeIs(3));
  EXPECT_EQ(seen.frames[2].output, kInputs[2]);
  EXPECT_EQ(seen.frames[2].verdict, 1U);
  EXPECT_THAT(seen.frames[2].left.at("messages").texts, ElementsAre("Fizz"));
  EXPECT_EQ(seen.maps.at("flows"), (MapContents{{{1}, {2}}}));
}

class Refusing : public FakeRunner {
 public:
  bool observes = true;
  Result<Observation> observe(std::size_t arm, std::size_t frame) override {
    if (!observes && frame == 1) return cannot_measure("refused");
    return FakeRunner::observe(arm, frame);
  }
  Result<std::map<std::string, MapContents>> map_contents(std::size_t) const override {
    return cannot_measure("no maps");
  }
};

TEST(See, HandsOnTheErrorsOfTheRunner) {
  Refusing runner;
  runner.fake_arms.resize(1);
  runner.fake_frames = kInputs;
  EXPECT_EQ(observe_arm(runner, 0).error().message, "no maps");
  runner.observes = false;
  EXPECT_EQ(observe_arm(runner, 0).error().message, "refused");
}

}  // namespace
}  // namespace bpfmark

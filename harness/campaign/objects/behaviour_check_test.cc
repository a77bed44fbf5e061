// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/objects/behaviour_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/campaign/fake_programs_test.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class BehaviourCheckTest : public ::testing::Test {
 protected:
  BehaviourCheckTest() { machine_.arms = {{"base", {}}, {"new", {}}}; }

  Result<CheckedBehaviour> check() {
    return check_behaviour("row", pair_, {{"a", {Bytes(64)}}, {}, {}}, machine_.bench());
  }

  FakePrograms machine_;
  ProgramPair pair_ = {"", {"base", ""}, {"new", ""}, false};
};

TEST_F(BehaviourCheckTest, TheSameHasNothingToSay) {
  const auto checked = check();
  ASSERT_TRUE(checked);
  EXPECT_THAT(checked->differences, IsEmpty());
  EXPECT_THAT(checked->notes, IsEmpty());
}

TEST_F(BehaviourCheckTest, NamesWhatIsNotCompared) {
  std::uint8_t load = 0;
  machine_.observe = [&](const ProgramRef&, const PacketSpec& packet, Chance) {
    Seen seen = FakePrograms::seen_of({}, packet);
    seen.variables["where"] = {++load};
    seen.calls[0].output[3] = load;
    return seen;
  };
  const auto checked = check();
  ASSERT_TRUE(checked);
  EXPECT_THAT(checked->differences, IsEmpty());
  EXPECT_THAT(checked->notes,
              ElementsAre("row: not compared: byte 3 of the output packet, `where.byte 0`"));
}

// Where one side alone cannot have virtual calls, both are seen with real ones.
TEST_F(BehaviourCheckTest, FallsBackToTheRealClockAndSaysSo) {
  machine_.arms["new"].verdict = [](std::size_t) { return 1U; };
  machine_.observe = [&](const ProgramRef& program, const PacketSpec& packet,
                         Chance chance) -> Result<Seen> {
    const std::string object = program.object.string();
    if (object == "new" && chance == Chance::virtual_calls) return cannot_measure("no registers");
    return FakePrograms::seen_of(machine_.arms[object], packet);
  };
  const auto checked = check();
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->differences.size(), 1U);
  EXPECT_THAT(checked->notes,
              ElementsAre("row: behaviour is compared under the real clock and real random "
                          "numbers, what they change left out: no registers"));
}

TEST_F(BehaviourCheckTest, WhatCannotBeSeenAtAllIsAnError) {
  machine_.observe = [](const ProgramRef&, const PacketSpec&, Chance) -> Result<Seen> {
    return cannot_measure("refused");
  };
  EXPECT_EQ(check().error().message, "refused");
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/live/live_account.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::HasSubstr;

// Of 1000 frames, 400 of which have something to say, 10 were dropped.
LiveAccount right() {
  return {.sent = 1000, .packets = 990, .dropped = 10, .said = 395, .received = 300, .lost = 95};
}

std::string refusal(const LiveAccount& account, std::uint64_t expected = 400) {
  const auto checked = check_account("v1", account, expected);
  return checked ? "" : checked.error().message;
}

TEST(LiveAccount, AddsUp) {
  EXPECT_EQ(refusal(right()), "");
  EXPECT_EQ(refusal({.sent = 5, .packets = 5}, 0), "");
}

TEST(LiveAccount, EveryFrameIsSeenOrDropped) {
  LiveAccount account = right();
  --account.packets;
  EXPECT_FALSE(all_frames_settled(account));
  EXPECT_EQ(refusal(account),
            "v1: 1000 frames were sent, but 989 packets seen by the program and 10 frames dropped "
            "by the pair");
  account.packets += 2;
  EXPECT_TRUE(all_frames_settled(account));
  EXPECT_THAT(refusal(account), HasSubstr("991 packets"));
}

TEST(LiveAccount, EveryMessageIsReceivedOrLost) {
  LiveAccount account = right();
  --account.lost;
  EXPECT_FALSE(all_messages_settled(account));
  EXPECT_EQ(refusal(account), "v1: 395 messages were said, but 300 arrived and 94 were lost");
}

TEST(LiveAccount, WhatIsSaidIsWhatShouldBe) {
  EXPECT_THAT(refusal(right(), 394), HasSubstr("394 should be"));
  EXPECT_THAT(refusal(right(), 405), "");
  EXPECT_THAT(refusal(right(), 406), HasSubstr("of which 10 were dropped"));
}

}  // namespace
}  // namespace bpfmark

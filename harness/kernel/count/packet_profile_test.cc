// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/count/packet_profile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/file.h"
#include "harness/kernel/count/packet_profile_fixture_test.h"
#include "harness/profile/figures.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

TEST_F(KernelProfileTest, CountsRepeatsExactly) {
  ProfiledPacket once{need(builtin_packet("fibonacci-large")), {}};
  ProfiledPacket often = once;
  often.packet.frames.resize(100, once.packet.frames.front());
  const fs::path object = built_object("fizzbuzz/v3_fibonacci");
  const Profile one = need(profile(object, "", once));
  const Profile hundred = need(profile(object, "", often));
  const std::uint64_t instructions = one.packets[0].later.instructions.front();
  EXPECT_GT(instructions, 50U);
  EXPECT_EQ(hundred.packets[0].later.instructions, std::vector<std::uint64_t>(100, instructions));
  EXPECT_EQ(instructions_of(hundred.programs, hundred.packets[0].later.hits), 100 * instructions);
}

TEST_F(KernelProfileTest, FitsThePartsOfSeveralLoadsTogether) {
  const ProfiledPacket packet = some_frames();
  for (const char* object : {"fizzbuzz/v2_fizzbuzz", "tests/counted_tail_calls"}) {
    const std::string program = std::string(object).ends_with("calls") ? "first" : "";
    const Profile whole = need(profile(built_object(object), program, packet));
    ProfileOptions few;
    few.max_counters = 3;
    const Profile parts = need(profile(built_object(object), program, packet, few));
    EXPECT_EQ(whole.packets[0].loads, 1U);
    EXPECT_GT(parts.packets[0].loads, 2U);
    EXPECT_EQ(whole.packets[0].first.hits, parts.packets[0].first.hits);
    EXPECT_EQ(whole.packets[0].later.instructions, parts.packets[0].later.instructions);
  }
}

TEST_F(KernelProfileTest, TakesSeveralLoadsNearTheVerifiersLimit) {
  const ProfiledPacket packet{need(builtin_packet("udp64")), {}};
  const Profile counted = need(profile(built_object("tests/counted_near_limit"), "", packet));
  EXPECT_GT(counted.programs[0].verifier.processed_insns.value_or(0), 700000U);
  EXPECT_GT(counted.packets[0].loads, 1U);
  EXPECT_TRUE(counted.packets[0].exact);
}

TEST_F(KernelProfileTest, SaysWhatTheVerifierAcceptsOnlyWithoutCounters) {
  const ProfiledPacket packet{need(builtin_packet("udp64")), {}};
  const auto counted = profile(built_object("tests/counted_limit"), "", packet);
  ASSERT_FALSE(counted);
  EXPECT_EQ(counted.error().kind, ErrorKind::cannot_measure);
  EXPECT_THAT(counted.error().message, HasSubstr("accepts program 'near_limit'"));
  EXPECT_THAT(counted.error().message, HasSubstr("only without counters"));
  EXPECT_THAT(counted.error().detail, HasSubstr("too large"));
}

TEST_F(KernelProfileTest, MarksWhatDiffersBetweenInstances) {
  const ProfiledPacket packet{need(builtin_packet("udp64")), {}};
  const fs::path object = built_object("tests/counted_chance");
  // Two maps may lie at places of the same hash; ten times they do not.
  for (int tries = 0; tries < 10; ++tries) {
    const Profile counted = need(profile(object, "by_address", packet));
    if (counted.packets[0].exact) continue;
    EXPECT_THAT(counted.packets[0].not_exact_because,
                Contains(ContainsRegex("two fresh instances differ in .*counted_chance.bpf.c:")));
    return;
  }
  FAIL() << "never seen to differ";
}

TEST_F(KernelProfileTest, SaysWhereATimerRanAmongThePackets) {
  ProfiledPacket packet{need(builtin_packet("udp64")), {}};
  packet.packet.frames.resize(100, packet.packet.frames.front());
  const fs::path object = built_object("tests/counted_timer");
  EXPECT_THAT(need(profile(object, "fires_soon", packet)).packets[0].not_exact_because,
              Contains(HasSubstr("fire ran, which a timer or a workqueue calls when it likes")));
  EXPECT_TRUE(need(profile(object, "fires_later", packet)).packets[0].exact);
}

TEST_F(KernelProfileTest, MakesClocksAndRandomNumbersVirtual) {
  const ProfiledPacket packet = some_frames();
  const fs::path object = built_object("tests/counted_chance");
  const Profile one = need(profile(object, "clock_and_random", packet));
  const Profile two = need(profile(object, "clock_and_random", packet));
  EXPECT_TRUE(one.virtual_calls);
  EXPECT_TRUE(one.packets[0].exact);
  EXPECT_EQ(one.packets[0].later.instructions, two.packets[0].later.instructions);
  // The random numbers are not all the same.
  EXPECT_NE(one.packets[0].later.instructions.front(), one.packets[0].later.instructions.back());
}

TEST_F(KernelProfileTest, CountsFunctionsCallbacksAndHelpers) {
  const ProfiledPacket packet{need(builtin_packet("udp64")), {}};
  const Profile counted = need(profile(built_object("tests/counted_calls"), "calls", packet));
  std::map<std::string, std::uint64_t> calls;
  for (const auto& figure : function_figures(counted.programs, counted.packets[0].later.hits)) {
    calls[figure.function] = figure.calls;
  }
  // mixed() calls twice() 4 times, the program 5 times, add() each time: until index is 20.
  EXPECT_EQ(calls, (std::map<std::string, std::uint64_t>{
                       {"calls", 1}, {"mixed", 1}, {"add", 21}, {"twice", 30}, {"visit", 5}}));
  std::map<std::string, std::uint64_t> helpers;
  for (const auto& figure : call_figures(counted.programs, counted.packets[0].later.hits)) {
    helpers[figure.helper + " " + figure.map] = figure.calls;
  }
  EXPECT_EQ(helpers,
            (std::map<std::string, std::uint64_t>{
                {"map_update_elem seen", 5}, {"for_each_map_elem seen", 1}, {"loop ", 1}}));
}

TEST_F(KernelProfileTest, PreparesMapsBeforeEachFrame) {
  ProfiledPacket packet{need(builtin_packet("fizz")), {}};
  packet.maps = {{"messages", MapPreparation::fill, {}},
                 {"of another program", MapPreparation::clear, {}}};
  EXPECT_TRUE(need(profile(built_object("fizzbuzz/v1_fizz"), "", packet)).packets[0].exact);
}

TEST_F(KernelProfileTest, NamesThePacketThatTheTypeRefuses) {
  const ProfiledPacket packet{{"short", {Bytes(13, 0)}}, {}};
  const auto counted = profile(built_object("fizzbuzz/v1_fizz"), "", packet);
  ASSERT_FALSE(counted);
  EXPECT_EQ(counted.error().kind, ErrorKind::cannot_measure);
  EXPECT_THAT(counted.error().message,
              HasSubstr("of type xdp cannot be run on frame 1 of packet 'short' (13 bytes)"));
}

TEST_F(KernelProfileTest, CountsWithoutLinesToo) {
  std::string bytes = need(read_file(built_object("fizzbuzz/v3_fibonacci"), 1u << 20));
  const std::size_t at = bytes.find(".BTF.ext");
  ASSERT_NE(at, std::string::npos);
  for (std::size_t name = at; name != std::string::npos; name = bytes.find(".BTF.ext", name + 1)) {
    bytes[name + 1] = 'X';
  }
  const fs::path object = fs::temp_directory_path() / "bpfmark_without_lines.bpf.o";
  must(write_file(object, bytes));
  const ProfiledPacket packet = some_frames();
  const Profile without = need(profile(object, "", packet));
  const Profile with = need(profile(built_object("fizzbuzz/v3_fibonacci"), "", packet));
  fs::remove(object);
  EXPECT_TRUE(line_figures(without.programs, without.packets[0].first.hits).empty());
  EXPECT_FALSE(line_figures(with.programs, with.packets[0].first.hits).empty());
  EXPECT_EQ(without.packets[0].first.hits, with.packets[0].first.hits);
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/path/path_warnings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/profile/flow/code_fixture_test.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> texts_of(const std::vector<Warning>& warnings) {
  std::vector<std::string> texts;
  for (const Warning& each : warnings) texts.push_back(text_of(each));
  return texts;
}

std::vector<std::string> texts_of(const std::vector<Note>& notes) {
  std::vector<std::string> texts;
  for (const Note& each : notes) texts.push_back(text_of(each));
  return texts;
}

// 0 call `helper`; 1 if r0 == 0 goto 3; 2 r0 = 1; 3 exit
Profile profile_of(const std::string& helper, const std::string& map) {
  ProfiledProgram program;
  program.code.name = "sample";
  program.code.code =
      code_of({{call_helper(BPF_FUNC_fib_lookup), jump_if_equal(0, 0, 1), mov(0, 1), leave()}});
  program.code.functions = {{0, "sample"}};
  program.code.lines = {{0, "a.c", 10, "call"}, {2, "a.c", 11, "work"}};
  program.code.calls = {{0, helper, map, false}};
  program.graph = make_flow_graph(program.code.code).value();
  Profile profile;
  profile.type = "xdp";
  profile.programs = {program};
  PacketCounts counts;
  counts.later = {{{4, 0, 4}}, {3, 3, 3, 3}, {2, 2, 2, 2}};
  counts.first = counts.later;
  profile.packets = {counts};
  return profile;
}

std::vector<std::string> warned(Profile profile, std::uint64_t failures,
                                std::optional<std::uint64_t> argument) {
  profile.packets[0].watched = {{0, 0, 4, failures, argument}};
  return texts_of(call_warnings(profile, profile.packets[0]));
}

TEST(VerdictWarnings, AreOfErrorsAndOfWhatIsNone) {
  EXPECT_THAT(texts_of(verdict_warnings("xdp", {1, 2, 3, 4})), IsEmpty());
  EXPECT_THAT(texts_of(verdict_warnings("xdp", {2, 2, 0, 2})),
              ElementsAre(HasSubstr("XDP_ABORTED for 25 % of the packets")));
  EXPECT_THAT(texts_of(verdict_warnings("xdp", {9})),
              ElementsAre(HasSubstr("returned 9 for every packet, which is no verdict")));
  EXPECT_THAT(texts_of(verdict_warnings("sched_cls", {0, 0xffffffff, 7})), IsEmpty());
  EXPECT_THAT(texts_of(verdict_warnings("sched_cls", {77})), ElementsAre(HasSubstr("77")));
}

TEST(CallWarnings, OfAHelperNeedThatItNeverSucceeds) {
  const Profile profile = profile_of("fib_lookup", "");
  EXPECT_THAT(warned(profile, 4, std::nullopt),
              ElementsAre(AllOf(HasSubstr("fib_lookup at a.c:10 failed"), HasSubstr("ip route"))));
  EXPECT_THAT(warned(profile, 3, std::nullopt), IsEmpty());
  EXPECT_THAT(warned(profile, 0, std::nullopt), IsEmpty());
}

TEST(CallWarnings, OfATailCallAndARedirectNeedOneMiss) {
  EXPECT_THAT(
      warned(profile_of("tail_call", "next"), 1, 3),
      ElementsAre(AllOf(HasSubstr("25 % of the packets"), HasSubstr("map 'next', index 3"))));
  EXPECT_THAT(warned(profile_of("redirect_map", "targets"), 1, 7),
              ElementsAre(HasSubstr("no target in map 'targets', key 7")));
  EXPECT_THAT(warned(profile_of("redirect", ""), 4, 99), ElementsAre(HasSubstr("no interface 99")));
  EXPECT_THAT(warned(profile_of("redirect", ""), 0, std::nullopt), IsEmpty());
}

TEST(CallWarnings, OfARedirectThatNobodyAskedFor) {
  Profile profile = profile_of("fib_lookup", "");
  profile.packets[0].later.verdicts = {2, 4, 2, 2};
  EXPECT_THAT(warned(profile, 0, std::nullopt), ElementsAre(HasSubstr("without a call")));
  profile.programs[0].code.calls[0].name = "redirect";
  EXPECT_THAT(warned(profile, 0, std::nullopt), IsEmpty());
}

TEST(CallWarnings, OfPrintingNeedThatItRan) {
  Profile profile = profile_of("trace_printk", "");
  EXPECT_THAT(warned(profile, 0, std::nullopt), ElementsAre(HasSubstr("at a.c:10, 1 times")));
  profile.programs[0].code.calls[0].slot = 2;
  EXPECT_THAT(warned(profile, 0, std::nullopt), IsEmpty());
}

Reached reached(std::size_t executed, std::size_t lines) {
  Reached out;
  for (std::uint32_t line = 1; line <= lines; ++line) out.lines[{"a.c", line}] = line <= executed;
  out.way_out = "a.c:3";
  out.instructions = executed;
  return out;
}

TEST(ReachNotes, SayWhereMostOfTheProgramIs) {
  EXPECT_THAT(texts_of(reach_notes(reached(12, 76))),
              ElementsAre(AllOf(HasSubstr("12 of 76 lines were executed"),
                                HasSubstr("lie behind a.c:3"), HasSubstr("--packet"))));
  EXPECT_THAT(texts_of(reach_notes(reached(40, 76))), IsEmpty());
  EXPECT_THAT(texts_of(reach_notes(reached(1, 19))), IsEmpty()) << "too small to say so";
  EXPECT_THAT(texts_of(reach_notes(Reached())), IsEmpty());
}

TEST(ReachNotes, AreOfAllPacketsTogether) {
  Reached sum = reached(12, 76);
  sum.add(reached(40, 76));
  EXPECT_THAT(texts_of(reach_notes(sum)), IsEmpty());
  sum = reached(2, 76);
  sum.add(reached(12, 76));
  EXPECT_THAT(texts_of(reach_notes(sum)), ElementsAre(HasSubstr("12 of 76")));
}

TEST(ReachNotes, NameEachConstantOnceThatWasReadUnset) {
  Profile profile = profile_of("fib_lookup", "");
  profile.programs[0].code.unset = {{0, "enabled"}, {1, "enabled"}, {2, "port"}};
  const Reached reached = reached_by(profile, profile.packets[0]);
  EXPECT_THAT(reached.unset, ElementsAre("enabled"));
  EXPECT_EQ(reached.way_out, "a.c:10");
  EXPECT_THAT(texts_of(reach_notes(reached)),
              ElementsAre(AllOf(HasSubstr("measured with `enabled` = 0"), Not(HasSubstr("port")))));
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Each kind of quiet failure in the kernel, and beside each that nothing is said of sound programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/kernel/count/packet_profile_fixture_test.h"
#include "harness/profile/figures.h"
#include "harness/profile/path/path_warnings.h"

namespace bpfmark {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class KernelQuietFailures : public KernelProfileTest {
 protected:
  static Profile counted(const std::string& program) {
    const ProfiledPacket packet{need(builtin_packet("udp64")), {}};
    return need(profile(built_object("tests/quiet_failures"), program, packet));
  }

  static std::vector<std::string> warnings(const std::string& program) {
    const Profile profile = counted(program);
    const PacketCounts& counts = profile.packets.front();
    EXPECT_TRUE(counts.exact) << program;
    std::vector<std::string> texts;
    for (const Warning& each : verdict_warnings(profile.type, counts.later.verdicts)) {
      texts.push_back(text_of(each));
    }
    for (const Warning& each : call_warnings(profile, counts)) texts.push_back(text_of(each));
    return texts;
  }
};

TEST_F(KernelQuietFailures, AreSaid) {
  EXPECT_THAT(warnings("no_verdict"), ElementsAre(HasSubstr("returned 9 for every packet")));
  EXPECT_THAT(warnings("disabled"), ElementsAre(HasSubstr("XDP_ABORTED for every packet")));
  EXPECT_THAT(warnings("redirects_unasked"), ElementsAre(HasSubstr("XDP_REDIRECT without a call")));
  EXPECT_THAT(warnings("prints"), ElementsAre(HasSubstr("bpf_trace_printk() at")));
}

TEST_F(KernelQuietFailures, NameTheMapAndThePlace) {
  EXPECT_THAT(warnings("empty_slot"),
              ElementsAre(AllOf(HasSubstr("quiet_failures.bpf.c:"), HasSubstr("an empty slot"),
                                HasSubstr("map 'next', index 3"))));
  EXPECT_THAT(warnings("redirects_to_none"),
              ElementsAre(AllOf(HasSubstr("no target in map 'targets', key 3"))));
  EXPECT_THAT(warnings("redirects_nowhere"),
              ElementsAre(HasSubstr("found no interface 2147483632")));
  EXPECT_THAT(warnings("no_reader"),
              ElementsAre(AllOf(HasSubstr("perf_event_output at"), HasSubstr("map 'events'"))));
}

TEST_F(KernelQuietFailures, OfHelpersAreThoseThatNeverSucceed) {
  EXPECT_THAT(warnings("no_route"), ElementsAre(HasSubstr("fib_lookup at")));
  EXPECT_THAT(warnings("no_socket"), ElementsAre(HasSubstr("sk_lookup_udp at")));
  EXPECT_THAT(warnings("counts_by_call"), IsEmpty());
  EXPECT_THAT(warnings("counts_inline"), IsEmpty());
}

TEST_F(KernelQuietFailures, OnlyConstantsThatWereReadAreSaidToBeUnset) {
  const Profile profile = counted("disabled");
  EXPECT_THAT(reached_by(profile, profile.packets.front()).unset, ElementsAre("enabled"));
}

// Two inlined lookups in an array are no calls; a lookup in a hash is one.
TEST_F(KernelQuietFailures, InlinedCallsAreNotCounted) {
  const Profile array = counted("counts_inline");
  const Profile hash = counted("counts_by_call");
  const double calls = helper_calls_per_packet(array.programs, array.packets[0].later);
  EXPECT_EQ(call_figures(array.programs, array.packets[0].later.hits).front().calls, 2U);
  EXPECT_TRUE(calls == 0 || calls == 2) << "without a JIT they are calls";
  EXPECT_EQ(helper_calls_per_packet(hash.programs, hash.packets[0].later), 1);
}

}  // namespace
}  // namespace bpfmark

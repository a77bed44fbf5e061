// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/count/observed_load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/gate/behaviour/behaviour_trial.h"
#include "harness/kernel/count/packet_profile_fixture_test.h"
#include "harness/kernel/object/built_image_test.h"
#include "harness/packet/file/packet_file.h"

namespace bpfmark {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class KernelObservedLoadTest : public KernelProfileTest {
 protected:
  static Observe observer(const char* object, const std::string& program, Chance chance) {
    return [=] {
      const ProfiledPacket packet{need(load_packet("udp64")), {}};
      return observe_load({built_image(object), program}, packet, chance,
                          built_image("drive/queue"));
    };
  }

  static BehaviourFindings compare(const std::string& program, const char* now,
                                   Chance chance = Chance::virtual_calls) {
    const std::vector<Bytes> frames = need(load_packet("udp64")).frames;
    return need(try_behaviour("p", frames, observer("tests/observed", program, chance),
                              observer(now, program, chance), kConfirmations));
  }

  static std::vector<std::string> texts(const BehaviourFindings& findings) {
    std::vector<std::string> out;
    for (const BehaviourDifference& each : findings.differences) out.push_back(each.what);
    return out;
  }
};

struct Case {
  const char* program;
  const char* difference;  // as it begins
};

const Case kCases[] = {
    {"drop_by_chance", "verdict XDP_PASS became XDP_DROP"},
    {"clock_beside_counter", "map 'flows', key 1, field `packets`: 64 against 128"},
    {"clock_by_cpu", "map 'by_cpu', key 0, field `packets of CPU "},
    {"message_with_time", "message 1 in 'events', field `length`: 64 against 128"},
    {"random_key", "map 'by_key', key "},
    {"processor", "variable `seen`, field `["},
    {"globals", "variable `total`: 64 against 128"},
    {"address_beside_counter", "map 'flows', key 0, field `packets`: 64 against 128"},
    {"address_as_key", "map 'by_key', "},
    {"time_in_packet", "the output packet differs in byte 12: "},
};

TEST_F(KernelObservedLoadTest, FindsWhatChangedBesideChanceAndClocks) {
  for (const Case& each : kCases) {
    EXPECT_THAT(texts(compare(each.program, "tests/observed_otherwise")),
                ElementsAre(StartsWith(each.difference)))
        << each.program;
  }
}

TEST_F(KernelObservedLoadTest, AProgramDoesWhatItselfDoes) {
  for (const Case& each : kCases) {
    for (const Chance chance : {Chance::virtual_calls, Chance::real}) {
      EXPECT_THAT(texts(compare(each.program, "tests/observed", chance)), IsEmpty())
          << each.program;
    }
  }
}

TEST_F(KernelObservedLoadTest, WithVirtualCallsNothingIsLeftOut) {
  for (const char* program : {"drop_by_chance", "clock_beside_counter", "clock_by_cpu",
                              "message_with_time", "random_key", "globals", "time_in_packet"}) {
    EXPECT_THAT(compare(program, "tests/observed").not_compared, IsEmpty()) << program;
  }
}

TEST_F(KernelObservedLoadTest, NamesWhatVariesForReal) {
  const auto not_compared = [](const char* program) {
    return compare(program, "tests/observed", Chance::real).not_compared;
  };
  EXPECT_THAT(not_compared("clock_beside_counter"), ElementsAre("`flows.last_seen`"));
  EXPECT_THAT(not_compared("message_with_time"), ElementsAre("`events.at`"));
  EXPECT_THAT(not_compared("globals"), ElementsAre("`started`"));
  EXPECT_THAT(not_compared("random_key"),
              Contains(AnyOf(HasSubstr("keys of `by_key`"), HasSubstr("`by_key.last_seen`"))));
}

TEST_F(KernelObservedLoadTest, UnderARealClockACounterBesideItIsStillCompared) {
  EXPECT_THAT(texts(compare("clock_beside_counter", "tests/observed_otherwise", Chance::real)),
              ElementsAre("map 'flows', key 1, field `packets`: 64 against 128"));
}

// The virtual clock goes on from call to call, and chance does not repeat itself.
TEST_F(KernelObservedLoadTest, ClockAndChanceGoOn) {
  const Seen seen = need(observer("tests/observed", "drop_by_chance", Chance::virtual_calls)());
  std::size_t dropped = 0;
  for (const SeenCall& call : seen.calls) dropped += call.verdict == 1 ? 1 : 0;
  EXPECT_GT(dropped, 0U);
  EXPECT_LT(dropped, seen.calls.size() / 2);
  const Seen stamped = need(observer("tests/observed", "time_in_packet", Chance::virtual_calls)());
  EXPECT_NE(stamped.calls[0].output, stamped.calls[1].output);
}

}  // namespace
}  // namespace bpfmark

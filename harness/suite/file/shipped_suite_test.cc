// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/suite/file/suite_file.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Messages = std::vector<std::string>;

// The rules once more, from their statement: what `version` (1..4) says to a source address, as a
// number in host byte order.
Messages fizzbuzz_messages(std::size_t version, std::uint32_t n) {
  const std::set<std::uint32_t> fibonacci{0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233};
  if (version >= 3 && fibonacci.count(n % 256) != 0) return {"Fibonacci"};
  std::string word = n % 3 == 0 ? "Fizz" : "";
  if (version >= 2 && n % 5 == 0) word += "Buzz";
  return word.empty() ? Messages{} : Messages{word};
}

Messages messages_for_frame(std::size_t version, const Bytes& frame) {
  if (frame.size() < 34 || frame[12] != 0x08 || frame[13] != 0x00) return {};
  std::uint32_t n = 0;
  for (std::size_t i = 26; i < 30; ++i) n = n << 8U | frame[i];
  return fizzbuzz_messages(version, n);
}

class ShippedSuite : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto suite =
        read_suite(std::filesystem::path(BPFMARK_SOURCE_DIR) / "bench/suites/fizzbuzz.json", {});
    ASSERT_TRUE(suite) << suite.error().detail;
    suite_ = *suite;
  }
  const PacketSpec& packet(const std::string& name) const {
    for (const PacketSpec& spec : suite_.packets) {
      if (spec.packet.name == name) return spec;
    }
    throw std::runtime_error("no packet " + name);
  }
  Suite suite_;
};

TEST_F(ShippedSuite, HasTheFourVersionsInTheirOrder) {
  EXPECT_EQ(suite_.name, "fizzbuzz");
  ASSERT_EQ(suite_.versions.size(), 4U);
  const char* programs[] = {"v1_fizz", "v2_fizzbuzz", "v3_fibonacci", "v4_fibonacci_table"};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(suite_.versions[i].name, "v" + std::to_string(i + 1));
    EXPECT_EQ(suite_.versions[i].program.program, programs[i]);
    EXPECT_EQ(suite_.versions[i].program.object.filename(), std::string(programs[i]) + ".bpf.o");
  }
  ASSERT_EQ(suite_.maps.size(), 1U);
  EXPECT_EQ(suite_.maps[0].map, "messages");
  EXPECT_EQ(suite_.maps[0].preparation, MapPreparation::drain);
}

TEST_F(ShippedSuite, HasThePacketsThatAreBuiltIn) {
  for (const char* name : {"none", "fizz", "buzz", "fizzbuzz", "fibonacci-small", "fibonacci-large",
                           "non-ipv4", "truncated", "mix"}) {
    EXPECT_EQ(packet(name).packet.frames, builtin_packet(name).value().frames) << name;
  }
  EXPECT_EQ(suite_.packets.size(), 10U);
}

TEST_F(ShippedSuite, ExpectsWhatTheRulesSay) {
  for (const PacketSpec& spec : suite_.packets) {
    const std::string& name = spec.packet.name;
    EXPECT_EQ(spec.expect.verdict, 2U) << name;
    if (name == "mix") continue;
    for (std::size_t version = 1; version <= 4; ++version) {
      const auto& by_version = spec.expect.messages;
      const auto own = by_version.find("v" + std::to_string(version));
      const Messages& expected = own != by_version.end() ? own->second : by_version.at("*");
      const Messages rules = name == "fizz-queue-full"
                                 ? Messages{}
                                 : messages_for_frame(version, spec.packet.frames.at(0));
      EXPECT_EQ(expected, rules) << name << " in v" << version;
    }
  }
}

TEST_F(ShippedSuite, PushesIntoAFullQueueOnAPathThatPushes) {
  const PacketSpec& full = packet("fizz-queue-full");
  EXPECT_EQ(full.packet.frames, packet("fizz").packet.frames);
  ASSERT_EQ(full.maps.size(), 1U);
  EXPECT_EQ(full.maps[0].map, "messages");
  EXPECT_EQ(full.maps[0].preparation, MapPreparation::fill);
  EXPECT_THAT(full.expect.messages.at("*"), IsEmpty());
}

TEST_F(ShippedSuite, SweepsTheSourcesOfOneNetwork) {
  ASSERT_EQ(suite_.sweeps.size(), 1U);
  EXPECT_EQ(suite_.sweeps[0].name, "sources");
  const std::vector<Bytes>& frames = suite_.sweeps[0].frames;
  ASSERT_EQ(frames.size(), 256U);
  std::set<Messages> said;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    FrameFields fields;
    fields.source = "10.0.0." + std::to_string(i);
    EXPECT_EQ(frames[i], build_frame(fields).value()) << fields.source;
    said.insert(messages_for_frame(4, frames[i]));
  }
  EXPECT_EQ(said.size(), 5U) << "every path: nothing, Fizz, Buzz, FizzBuzz, Fibonacci";
}

TEST_F(ShippedSuite, ExpectsOfTheMixOnlyWhereAllItsFramesAgree) {
  EXPECT_EQ(packet("mix").expect.verdict, 2U);
  EXPECT_THAT(packet("mix").expect.messages, IsEmpty());
}

}  // namespace
}  // namespace bpfmark

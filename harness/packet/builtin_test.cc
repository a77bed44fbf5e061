// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "harness/packet/packet.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The rules once more, from their statement: the message that each version sends for one source
// address as a number in host byte order; empty where it sends none.
std::string fizzbuzz_message(int version, std::uint32_t n) {
  const std::set<std::uint32_t> fibonacci{0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144, 233};
  if (version >= 3 && fibonacci.count(n % 256) != 0) return "Fibonacci";
  if (version == 1) return n % 3 == 0 ? "Fizz" : "";
  const std::string both = std::string(n % 3 == 0 ? "Fizz" : "") + (n % 5 == 0 ? "Buzz" : "");
  return both;
}

bool has_ipv4_header(const Bytes& frame) {
  return frame.size() >= 34 && frame[12] == 0x08 && frame[13] == 0x00;
}

std::vector<std::string> messages_of(const Bytes& frame) {
  std::vector<std::string> messages;
  for (int version = 1; version <= 4; ++version) {
    const std::uint32_t n = static_cast<std::uint32_t>(frame[26]) << 24U |
                            static_cast<std::uint32_t>(frame[27]) << 16U |
                            static_cast<std::uint32_t>(frame[28]) << 8U | frame[29];
    messages.push_back(fizzbuzz_message(version, n));
  }
  return messages;
}

Bytes only_frame(const std::string& name) {
  const auto packet = builtin_packet(name);
  EXPECT_TRUE(packet) << packet.error().message;
  EXPECT_EQ(packet->name, name);
  EXPECT_EQ(packet->frames.size(), 1U);
  return packet->frames.at(0);
}

TEST(BuiltinPacket, HasEveryNameOfTheDesign) {
  EXPECT_THAT(builtin_packet_names(),
              ElementsAre("udp64", "tcp64", "udp1500", "icmp", "arp", "ipv6-udp", "vlan-udp",
                          "none", "fizz", "buzz", "fizzbuzz", "fibonacci-small", "fibonacci-large",
                          "non-ipv4", "truncated", "mix"));
  for (const std::string& name : builtin_packet_names()) {
    const auto packet = builtin_packet(name);
    ASSERT_TRUE(packet) << packet.error().message;
    for (const Bytes& frame : packet->frames) {
      EXPECT_GE(frame.size(), kMinFrameBytes);
      EXPECT_LE(frame.size(), kMaxTestRunBytes);
    }
  }
}

TEST(BuiltinPacket, IsWhatItsNameSays) {
  EXPECT_EQ(only_frame("udp64").size(), 64U);
  EXPECT_EQ(only_frame("udp64")[23], 17);
  EXPECT_EQ(only_frame("tcp64").size(), 64U);
  EXPECT_EQ(only_frame("tcp64")[23], 6);
  EXPECT_EQ(only_frame("udp1500").size(), 1500U);
  EXPECT_EQ(only_frame("icmp")[23], 1);
  EXPECT_EQ(only_frame("arp")[13], 0x06);
  EXPECT_EQ(only_frame("ipv6-udp")[12], 0x86);
  EXPECT_EQ(only_frame("ipv6-udp")[20], 17);
  EXPECT_EQ(only_frame("vlan-udp")[12], 0x81);
  EXPECT_EQ(only_frame("vlan-udp")[27], 17);
}

TEST(BuiltinPacket, TakesItsPathInEveryVersion) {
  const std::map<std::string, std::vector<std::string>> paths{
      {"none", {"", "", "", ""}},
      {"fizz", {"Fizz", "Fizz", "Fizz", "Fizz"}},
      {"buzz", {"", "Buzz", "Buzz", "Buzz"}},
      {"fizzbuzz", {"Fizz", "FizzBuzz", "FizzBuzz", "FizzBuzz"}},
      {"fibonacci-small", {"", "", "Fibonacci", "Fibonacci"}},
      {"fibonacci-large", {"", "", "Fibonacci", "Fibonacci"}},
  };
  for (const auto& [name, messages] : paths) {
    const Bytes frame = only_frame(name);
    ASSERT_TRUE(has_ipv4_header(frame)) << name;
    EXPECT_EQ(messages_of(frame), messages) << name;
  }
  EXPECT_EQ(only_frame("fibonacci-small")[29], 3);
  EXPECT_EQ(only_frame("fibonacci-large")[29], 233);
}

TEST(BuiltinPacket, StaysBetweenTheSameFibonacciNumbersWhereItIsNone) {
  for (const char* name : {"none", "fizz", "buzz", "fizzbuzz"}) {
    EXPECT_GT(only_frame(name)[29], 89) << name;
    EXPECT_LT(only_frame(name)[29], 144) << name;
  }
}

TEST(BuiltinPacket, EndsInsideTheIpv4HeaderOrHasNone) {
  const Bytes truncated = only_frame("truncated");
  EXPECT_GT(truncated.size(), 14U);
  EXPECT_LT(truncated.size(), 34U);
  EXPECT_EQ(truncated[12], 0x08) << "it must not pass for another protocol";
  const Bytes other = only_frame("non-ipv4");
  EXPECT_GE(other.size(), 34U) << "it must not pass for a truncated one";
  EXPECT_FALSE(has_ipv4_header(other));
}

TEST(BuiltinPacket, MixesAllOthersUnevenly) {
  const std::vector<Bytes> frames = builtin_packet("mix").value().frames;
  EXPECT_EQ(frames.size(), 64U);
  std::map<Bytes, int> counts;
  for (const Bytes& frame : frames) ++counts[frame];
  const std::map<std::string, int> expected{
      {"none", 20},           {"fizz", 14},           {"buzz", 9},     {"fizzbuzz", 4},
      {"fibonacci-small", 6}, {"fibonacci-large", 5}, {"non-ipv4", 4}, {"truncated", 2}};
  EXPECT_EQ(counts.size(), expected.size());
  for (const auto& [name, count] : expected) EXPECT_EQ(counts[only_frame(name)], count) << name;
  EXPECT_EQ(builtin_packet("mix").value().frames, frames);
  // No shorter period: a sequence that repeats sooner is a smaller mix than it looks.
  for (std::size_t period = 1; period <= 32; ++period) {
    bool repeats = true;
    for (std::size_t i = 0; i < 64; ++i) repeats &= frames[i] == frames[(i + period) % 64];
    EXPECT_FALSE(repeats) << period;
  }
}

TEST(BuiltinPacket, ListsTheNamesForOneItDoesNotHave) {
  EXPECT_THAT(builtin_packet("fuzz").error().message,
              HasSubstr("\"fuzz\" is not a built-in packet, allowed: udp64, tcp64"));
}

}  // namespace
}  // namespace bpfmark

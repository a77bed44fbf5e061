// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/suite/file/suite_file_fixture_test.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StrEq;

class Sweeps : public SuiteFile {
 protected:
  // The frames of the one sweep whose fields and range are given.
  std::vector<Bytes> frames(const std::string& fields, const std::string& sweep) const {
    const auto suite = read_sweeps(R"({"name": "s", )" + fields + R"("sweep": {)" + sweep + "}}");
    EXPECT_TRUE(suite) << suite.error().detail;
    return suite ? suite->sweeps.at(0).frames : std::vector<Bytes>{};
  }
};

template <typename Value, typename Set>
std::vector<Bytes> built(FrameFields fields, const std::vector<Value>& values, Set set) {
  std::vector<Bytes> frames;
  for (const Value& value : values) {
    set(fields, value);
    frames.push_back(build_frame(fields).value());
  }
  return frames;
}

TEST_F(Sweeps, AreEmptyWhereTheSuiteHasNone) {
  EXPECT_THAT(must_read_packets(R"({"name": "p", "size": 64})").sweeps, IsEmpty());
  EXPECT_THAT(suite_of_objects({{"a.bpf.o", ""}}, {"udp64"}).value().sweeps, IsEmpty());
}

TEST_F(Sweeps, KeepTheirOrderAndAreNoPackets) {
  const auto suite = read_sweeps(R"(
      {"name": "b", "sweep": {"field": "ttl", "from": 1, "to": 2}},
      {"name": "a", "sweep": {"field": "size", "from": 64, "to": 66}})");
  ASSERT_TRUE(suite) << suite.error().detail;
  ASSERT_EQ(suite->sweeps.size(), 2U);
  EXPECT_EQ(suite->sweeps[0].name, "b");
  EXPECT_EQ(suite->sweeps[0].frames.size(), 2U);
  EXPECT_EQ(suite->sweeps[1].name, "a");
  EXPECT_EQ(suite->sweeps[1].frames.size(), 3U);
  EXPECT_EQ(suite->packets.size(), 2U);
}

TEST_F(Sweeps, CountAddressesUpAsNumbers) {
  const auto source = [](FrameFields& f, const char* text) { f.source = text; };
  const auto destination = [](FrameFields& f, const char* text) { f.destination = text; };
  const std::vector<const char*> carried{"10.0.0.254", "10.0.0.255", "10.0.1.0"};
  FrameFields fields;
  EXPECT_EQ(frames("", R"("field": "source", "from": "10.0.0.254", "to": "10.0.1.0")"),
            built(fields, carried, source));
  fields.network = NetworkProtocol::arp;
  EXPECT_EQ(frames(R"("network": "arp", )",
                   R"("field": "destination", "from": "10.0.0.254", "to": "10.0.1.0")"),
            built(fields, carried, destination));
  fields.network = NetworkProtocol::ipv6;
  EXPECT_EQ(frames(R"("network": "ipv6", )",
                   R"("field": "source", "from": "2001:db8::ffff", "to": "2001:db8::1:1")"),
            built(fields, std::vector{"2001:db8::ffff", "2001:db8::1:0", "2001:db8::1:1"}, source));
}

TEST_F(Sweeps, ReachTheLastAddress) {
  EXPECT_EQ(
      frames("", R"("field": "source", "from": "255.255.255.254", "to": "255.255.255.255")").size(),
      2U);
  EXPECT_EQ(frames("", R"("field": "source", "from": "0.0.0.0", "to": "255.255.255.255",
                          "step": 4294967295)")
                .size(),
            2U);
  FrameFields fields;
  fields.network = NetworkProtocol::ipv6;
  EXPECT_EQ(frames(R"("network": "ipv6", )", R"("field": "destination", "from": "fd00::",
                    "to": "fd00::ffff:ffff:ffff:ffff", "step": 18446744073709551615)"),
            built(fields, std::vector{"fd00::", "fd00::ffff:ffff:ffff:ffff"},
                  [](FrameFields& f, const char* text) { f.destination = text; }));
}

TEST_F(Sweeps, GoThroughNumbers) {
  const std::vector<std::uint16_t> values{100, 107, 114};
  const std::string range = R"(", "from": 100, "to": 120, "step": 7)";
  const auto swept = [&](const char* field) {
    return frames(R"("transport": "tcp", "size": 80, )",
                  std::string(R"("field": ")") + field + range);
  };
  FrameFields fields;
  fields.transport = TransportProtocol::tcp;
  fields.size_bytes = 80;
  using Value = std::uint16_t;
  EXPECT_EQ(swept("source_port"),
            built(fields, values, [](FrameFields& f, Value v) { f.source_port = v; }));
  EXPECT_EQ(swept("destination_port"),
            built(fields, values, [](FrameFields& f, Value v) { f.destination_port = v; }));
  EXPECT_EQ(swept("ttl"), built(fields, values, [](FrameFields& f, Value v) {
              f.ttl = static_cast<std::uint8_t>(v);
            }));
  EXPECT_EQ(swept("vlan"), built(fields, values, [](FrameFields& f, Value v) { f.vlan = v; }));
  fields.size_bytes = 64;
  EXPECT_EQ(frames(R"("transport": "tcp", )", R"("field": "size)" + range),
            built(fields, values, [](FrameFields& f, Value v) { f.size_bytes = v; }));
}

TEST_F(Sweeps, MayHoldOneFrameAndAsManyAsAPacket) {
  EXPECT_EQ(frames("", R"("field": "ttl", "from": 7, "to": 7, "step": 1)").size(), 1U);
  EXPECT_EQ(frames("", R"("field": "source_port", "from": 0, "to": 65535)").size(), kMaxFrames);
}

TEST_F(Sweeps, MayBeCutBehindTheField) {
  const auto cut = frames(R"("truncate": 34, )", R"("field": "ttl", "from": 0, "to": 255)");
  ASSERT_EQ(cut.size(), 256U);
  EXPECT_EQ(cut[0].size(), 34U);
  EXPECT_NE(cut[0], cut[1]);
}

TEST_F(Sweeps, ReportAllTheirMistakesAtOnce) {
  const auto suite = read_sweeps(R"(
      {"name": "a b", "ttl": 300, "sweep": {"field": "vlan", "from": 5000, "to": "x", "step": 0}},
      {"name": "c", "sweep": {"field": "ttl", "from": 2, "to": 1}})");
  EXPECT_THAT(
      mistakes(suite),
      ElementsAre(HasSubstr("$.sweeps[0].name: "), HasSubstr("$.sweeps[0].ttl: "),
                  HasSubstr("$.sweeps[0].sweep.from: "), HasSubstr("$.sweeps[0].sweep.to: "),
                  HasSubstr("$.sweeps[0].sweep.step: "), HasSubstr("$.sweeps[1].sweep.to: ")));
}

TEST_F(Sweeps, ShareTheMemoryOfThePackets) {
  const std::string long_sweep =
      R"("size": 1518, "sweep": {"field": "source_port", "from": 0, "to": 65535}})";
  std::string sweeps = R"({"name": "s0", )" + long_sweep;
  for (int i = 1; i < 4; ++i)
    sweeps += R"(, {"name": "s)" + std::to_string(i) + "\", " + long_sweep;
  EXPECT_THAT(mistakes(read_sweeps(sweeps)),
              ElementsAre(StrEq("$.sweeps[2].sweep: the frames of all packets and sweeps up to "
                                "here take more than 256 MiB, leave some out"),
                          HasSubstr("$.sweeps[3].sweep: ")));
}

TEST_F(Sweeps, FindTheMemoryThatPacketsLeave) {
  std::string packets = R"({"name": "a", "size": 1518}, {"name": "b", "mix": ["a")";
  for (int i = 1; i < 65536; ++i) packets += ",\"a\"";
  packets += R"(]}, {"name": "c", "mix": ["b"]})";
  const std::string sweep =
      R"(], "sweeps": [{"name": "s", "size": 1518,
                        "sweep": {"field": "source_port", "from": 0, "to": 65535}})";
  EXPECT_TRUE(read_packets(packets));
  EXPECT_THAT(mistakes(read_packets(packets + sweep)),
              ElementsAre(HasSubstr("$.sweeps[0].sweep: the frames of all packets and sweeps")));
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/packet/fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::uint32_t word_at(const Bytes& frame, std::size_t offset) {
  return static_cast<std::uint32_t>(frame.at(offset)) << 8U | frame.at(offset + 1);
}

// RFC 1071, from the bytes alone: the one's complement sum over data that holds its own checksum.
std::uint32_t ones_sum(const Bytes& data, std::uint32_t sum = 0) {
  for (std::size_t i = 0; i < data.size(); ++i) {
    sum += i % 2 == 0 ? static_cast<std::uint32_t>(data[i]) << 8U : data[i];
  }
  while (sum > 0xffff) sum = (sum & 0xffffU) + (sum >> 16U);
  return sum;
}

Bytes part(const Bytes& frame, std::size_t from, std::size_t bytes) {
  const auto begin = frame.begin() + static_cast<std::ptrdiff_t>(from);
  return {begin, begin + static_cast<std::ptrdiff_t>(bytes)};
}

Bytes tail(const Bytes& frame, std::size_t from) {
  return part(frame, from, frame.size() - from);
}

FrameFields make(NetworkProtocol network, TransportProtocol transport, std::size_t size,
                 bool vlan = false) {
  FrameFields fields;
  fields.network = network;
  fields.transport = transport;
  fields.size_bytes = size;
  if (vlan) fields.vlan = 7;
  return fields;
}

struct Layout {
  NetworkProtocol network;
  TransportProtocol transport;
  std::uint8_t protocol;  // as the IP header carries it
};

class IpFrame : public ::testing::TestWithParam<std::tuple<Layout, std::size_t, bool>> {
 protected:
  const Layout layout_ = std::get<0>(GetParam());
  const std::size_t size_ = std::get<1>(GetParam());
  const bool vlan_ = std::get<2>(GetParam());
  const std::size_t network_at_ = vlan_ ? 18 : 14;
};

TEST_P(IpFrame, HasRightLengthsAndChecksums) {
  const auto built = build_frame(make(layout_.network, layout_.transport, size_, vlan_));
  ASSERT_TRUE(built) << built.error().message;
  const Bytes& frame = *built;
  ASSERT_EQ(frame.size(), size_);
  const bool six = layout_.network == NetworkProtocol::ipv6;
  EXPECT_EQ(word_at(frame, network_at_ - 2), six ? 0x86ddU : 0x0800U);
  if (vlan_) {
    EXPECT_EQ(word_at(frame, 12), 0x8100U);
    EXPECT_EQ(word_at(frame, 14), 7U);
  }
  const std::size_t ip_bytes = six ? 40 : 20;
  const std::size_t transport_at = network_at_ + ip_bytes;
  const auto transport_bytes = static_cast<std::uint32_t>(size_ - transport_at);
  const std::size_t addresses_at = network_at_ + (six ? 8 : 12);
  const Bytes addresses = part(frame, addresses_at, six ? 32 : 8);
  if (six) {
    EXPECT_EQ(frame[network_at_] >> 4U, 6);
    EXPECT_EQ(word_at(frame, network_at_ + 4), transport_bytes);
    EXPECT_EQ(frame[network_at_ + 6], layout_.protocol);
    EXPECT_EQ(frame[network_at_ + 7], 64);
  } else {
    EXPECT_EQ(frame[network_at_], 0x45);
    EXPECT_EQ(word_at(frame, network_at_ + 2), size_ - network_at_);
    EXPECT_EQ(frame[network_at_ + 8], 64);
    EXPECT_EQ(frame[network_at_ + 9], layout_.protocol);
    EXPECT_EQ(ones_sum(part(frame, network_at_, 20)), 0xffffU) << "IPv4 header checksum";
  }
  if (layout_.transport == TransportProtocol::none) return;
  // ICMP over IPv4 alone has no pseudo header.
  const bool pseudo = six || layout_.transport != TransportProtocol::icmp;
  const std::uint32_t seed = pseudo ? ones_sum(addresses) + layout_.protocol + transport_bytes : 0;
  EXPECT_EQ(ones_sum(tail(frame, transport_at), seed), 0xffffU) << "transport checksum";
  if (layout_.transport == TransportProtocol::udp) {
    EXPECT_EQ(word_at(frame, transport_at), 12345U);
    EXPECT_EQ(word_at(frame, transport_at + 2), 9U);
    EXPECT_EQ(word_at(frame, transport_at + 4), transport_bytes);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Layouts, IpFrame,
    ::testing::Combine(
        ::testing::Values(Layout{NetworkProtocol::ipv4, TransportProtocol::udp, 17},
                          Layout{NetworkProtocol::ipv4, TransportProtocol::tcp, 6},
                          Layout{NetworkProtocol::ipv4, TransportProtocol::icmp, 1},
                          Layout{NetworkProtocol::ipv4, TransportProtocol::none, 253},
                          Layout{NetworkProtocol::ipv6, TransportProtocol::udp, 17},
                          Layout{NetworkProtocol::ipv6, TransportProtocol::tcp, 6},
                          Layout{NetworkProtocol::ipv6, TransportProtocol::icmp, 58},
                          Layout{NetworkProtocol::ipv6, TransportProtocol::none, 253}),
        ::testing::Values(std::size_t{78}, std::size_t{79}, std::size_t{1500}, std::size_t{1518}),
        ::testing::Bool()));

TEST(BuildFrame, PutsEveryFieldInItsPlace) {
  FrameFields fields = make(NetworkProtocol::ipv4, TransportProtocol::tcp, 64);
  fields.ethernet_source = "0a:0b:0c:0D:0E:0F";
  fields.ethernet_destination = "ff:ff:ff:ff:ff:ff";
  fields.source = "192.0.2.1";
  fields.destination = "198.51.100.255";
  fields.ttl = 3;
  fields.source_port = 0x1234;
  fields.destination_port = 443;
  fields.tcp_syn = true;
  const Bytes frame = build_frame(fields).value();
  EXPECT_THAT(part(frame, 0, 6), ElementsAre(0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
  EXPECT_THAT(part(frame, 6, 6), ElementsAre(0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f));
  EXPECT_EQ(frame[22], 3);
  EXPECT_THAT(part(frame, 26, 8), ElementsAre(192, 0, 2, 1, 198, 51, 100, 255));
  EXPECT_EQ(word_at(frame, 34), 0x1234U);
  EXPECT_EQ(word_at(frame, 36), 443U);
  EXPECT_EQ(frame[46] >> 4U, 5) << "data offset";
  EXPECT_EQ(frame[47], 0x02) << "SYN alone";
  fields.tcp_syn = false;
  EXPECT_EQ(build_frame(fields).value()[47], 0x10) << "ACK alone";
  EXPECT_THAT(tail(frame, 54), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
}

TEST(BuildFrame, WritesIpv6Addresses) {
  FrameFields fields = make(NetworkProtocol::ipv6, TransportProtocol::udp, 64);
  fields.source = "2001:db8::1";
  fields.ttl = 9;
  const Bytes frame = build_frame(fields).value();
  EXPECT_EQ(frame[21], 9);
  EXPECT_THAT(part(frame, 22, 16),
              ElementsAre(0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
  EXPECT_THAT(part(frame, 38, 16), ElementsAre(0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2));
}

// RFC 768: a computed checksum of zero is sent as all ones, zero means there is none.
TEST(BuildFrame, NeverLeavesAUdpChecksumZero) {
  FrameFields fields = make(NetworkProtocol::ipv4, TransportProtocol::udp, 64);
  std::size_t all_ones = 0;
  for (std::uint32_t port = 0; port <= 0xffff; ++port) {
    fields.source_port = static_cast<std::uint16_t>(port);
    const std::uint32_t checksum = word_at(build_frame(fields).value(), 40);
    ASSERT_NE(checksum, 0U) << "source port " << port;
    if (checksum == 0xffff) ++all_ones;
  }
  EXPECT_EQ(all_ones, 1U);
}

TEST(BuildFrame, AsksForAnAddressWithArp) {
  FrameFields fields = make(NetworkProtocol::arp, TransportProtocol::udp, 64);
  fields.source = "10.1.2.3";
  const Bytes frame = build_frame(fields).value();
  ASSERT_EQ(frame.size(), 64U);
  EXPECT_EQ(word_at(frame, 12), 0x0806U);
  EXPECT_THAT(part(frame, 14, 8), ElementsAre(0, 1, 8, 0, 6, 4, 0, 1));
  EXPECT_THAT(part(frame, 22, 10), ElementsAre(2, 0, 0, 0, 0, 1, 10, 1, 2, 3));
  EXPECT_THAT(part(frame, 32, 10), ElementsAre(0, 0, 0, 0, 0, 0, 10, 0, 0, 2));
}

TEST(BuildFrame, CarriesNothingButAnEtherType) {
  FrameFields fields = make(NetworkProtocol::none, TransportProtocol::udp, 64);
  EXPECT_EQ(word_at(build_frame(fields).value(), 12), kDefaultEtherType);
  fields.ether_type = 0x1234;
  const Bytes frame = build_frame(fields).value();
  ASSERT_EQ(frame.size(), 64U);
  EXPECT_EQ(word_at(frame, 12), 0x1234U);
  EXPECT_THAT(part(frame, 14, 3), ElementsAre(0, 1, 2));
  fields.vlan = 4094;
  const Bytes tagged = build_frame(fields).value();
  EXPECT_THAT(part(tagged, 12, 6), ElementsAre(0x81, 0, 0x0f, 0xfe, 0x12, 0x34));
}

TEST(BuildFrame, CutsTheFinishedFrame) {
  FrameFields fields = make(NetworkProtocol::ipv4, TransportProtocol::udp, 100);
  const Bytes whole = build_frame(fields).value();
  for (const std::size_t cut : {14U, 20U, 99U, 100U}) {
    fields.truncate_bytes = cut;
    EXPECT_EQ(build_frame(fields).value(), part(whole, 0, cut));
  }
}

struct BadFields {
  const char* name;
  void (*spoil)(FrameFields&);
  const char* message;
};

class BuildFrameRefuses : public ::testing::TestWithParam<BadFields> {};

TEST_P(BuildFrameRefuses, AndNamesTheFieldAndWhatIsAllowed) {
  FrameFields fields;
  GetParam().spoil(fields);
  const auto frame = build_frame(fields);
  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(frame.error().message, HasSubstr(GetParam().message));
}

const BadFields kBadFields[] = {
    {"small", [](FrameFields& f) { f.size_bytes = 63; }, "size: 63 is below 64, allowed: 64..1518"},
    {"zero", [](FrameFields& f) { f.size_bytes = 0; }, "size: 0 is below 64"},
    {"large", [](FrameFields& f) { f.size_bytes = 1519; }, "size: 1519 is above 1518"},
    {"huge", [](FrameFields& f) { f.size_bytes = SIZE_MAX; }, "is above 1518"},
    {"headers",
     [](FrameFields& f) {
       f.network = NetworkProtocol::ipv6;
       f.transport = TransportProtocol::tcp;
       f.vlan = 0;
       f.size_bytes = 77;
     },
     "size: 77 is too small for Ethernet + VLAN + IPv6 + TCP, allowed: 78..1518"},
    {"vlan", [](FrameFields& f) { f.vlan = 4095; }, "vlan: 4095 is above 4094, allowed: 0..4094"},
    {"ether_type", [](FrameFields& f) { f.ether_type = 0x800; }, "ether_type: allowed only with"},
    {"name", [](FrameFields& f) { f.source = "localhost"; },
     "source: \"localhost\" is not an IPv4"},
    {"octal", [](FrameFields& f) { f.source = "010.0.0.1"; }, "source: \"010.0.0.1\" is not"},
    {"nul", [](FrameFields& f) { f.source = std::string("10.0.0.1\0x", 10); },
     "source: \"10.0.0.1\\x00x\" is not"},
    {"family", [](FrameFields& f) { f.destination = "fd00::2"; },
     "destination: \"fd00::2\" is not"},
    {"family6",
     [](FrameFields& f) {
       f.network = NetworkProtocol::ipv6;
       f.destination = "10.0.0.2";
     },
     "destination: \"10.0.0.2\" is not an IPv6 address"},
    {"none",
     [](FrameFields& f) {
       f.network = NetworkProtocol::none;
       f.source = "10.0.0.2";
     },
     "source: a frame with network \"none\" has no addresses"},
    {"long", [](FrameFields& f) { f.source = std::string(100000, '1'); }, "1...\" is not an IPv4"},
    {"mac", [](FrameFields& f) { f.ethernet_source = "02:00:00:00:00"; },
     "ethernet_source: \"02:00:00:00:00\" is not an Ethernet address"},
    {"mac_long", [](FrameFields& f) { f.ethernet_destination = "02:00:00:00:00:01:02"; },
     "ethernet_destination: \"02:"},
    {"mac_digit", [](FrameFields& f) { f.ethernet_source = "02:00:00:00:00:0g"; },
     "ethernet_source: "},
    {"cut_short", [](FrameFields& f) { f.truncate_bytes = 13; },
     "truncate: 13 is less than an Ethernet header, allowed: 14..64"},
    {"cut_long", [](FrameFields& f) { f.truncate_bytes = 65; },
     "truncate: 65 is more than the frame has, allowed: 14..64"},
};

INSTANTIATE_TEST_SUITE_P(Fields, BuildFrameRefuses, ::testing::ValuesIn(kBadFields),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(CheckFields, ReportsEveryMistake) {
  FrameFields fields;
  EXPECT_THAT(check_fields(fields), IsEmpty());
  fields.source = "x";
  fields.size_bytes = 1;
  fields.vlan = 9999;
  std::vector<std::string> names;
  for (const FieldMistake& mistake : check_fields(fields)) names.push_back(mistake.field);
  EXPECT_THAT(names, ElementsAre("vlan", "source", "size"));
}

}  // namespace
}  // namespace bpfmark

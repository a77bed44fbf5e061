// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/suite/file/suite_file_fixture_test.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// One mistake in the packets of a good suite.
struct BadPacket {
  const char* packets;
  const char* line;
};

class BadPackets : public SuiteFile, public ::testing::WithParamInterface<BadPacket> {};

TEST_P(BadPackets, AreNamedWithTheirPlaceAndWhatIsAllowed) {
  EXPECT_THAT(mistakes(read_packets(GetParam().packets)), ElementsAre(HasSubstr(GetParam().line)));
}

INSTANTIATE_TEST_SUITE_P(
    Fields, BadPackets,
    ::testing::Values(
        BadPacket{R"({"name": "p", "size": 63})",
                  "$.packets[0].size: 63 is below 64, allowed: 64..1518"},
        BadPacket{R"({"name": "p", "size": -1})", "size: -1 is below 64, allowed: 64..1518"},
        BadPacket{R"({"name": "p", "size": 18446744073709551615})", "is above 1518"},
        BadPacket{R"({"name": "p", "size": 64.5})", "size: 64.5 is no whole number, allowed: 64.."},
        BadPacket{R"({"name": "p", "size": "64"})",
                  "size: is a string, allowed: a number, 64..1518"},
        BadPacket{R"({"name": "p", "size": null})", "size: is null, allowed: a number"},
        BadPacket{
            R"({"name": "p", "size": 64, "network": "ipv6", "transport": "tcp"})",
            "$.packets[0].size: 64 is too small for Ethernet + IPv6 + TCP, allowed: 74..1518"},
        BadPacket{R"({"name": "p", "size": 9999, "truncate": 100})", "size: 9999 is above 1518"},
        BadPacket{R"({"name": "p", "truncate": 13})",
                  "truncate: 13 is below 14, allowed: 14..1518"},
        BadPacket{R"({"name": "p", "truncate": 65})", "truncate: 65 is more than the frame has"},
        BadPacket{R"({"name": "p", "ttl": 256})",
                  "$.packets[0].ttl: 256 is above 255, allowed: 0..255"},
        BadPacket{R"({"name": "p", "vlan": 4095})", "vlan: 4095 is above 4094, allowed: 0..4094"},
        BadPacket{R"({"name": "p", "source_port": 65536})", "source_port: 65536 is above 65535"},
        BadPacket{
            R"({"name": "p", "source": "10.0.0.256"})",
            "$.packets[0].source: \"10.0.0.256\" is not an IPv4 address, allowed: one such as"},
        BadPacket{R"({"name": "p", "source": "10.0.0.1\u0000x"})", "source: holds a NUL character"},
        BadPacket{R"({"name": "p", "source": ""})", "$.packets[0].source: is empty"},
        BadPacket{R"({"name": "p", "ethernet_source": "aa"})", "ethernet_source: \"aa\" is not an"},
        BadPacket{
            R"({"name": "p", "network": "ipv5", "source": "::1"})",
            "$.packets[0].network: \"ipv5\" is not known, did you mean \"ipv4\"? allowed: arp, "
            "ipv4, ipv6, none"},
        BadPacket{R"({"name": "p", "transport": "UDP"})",
                  "\"UDP\" is not known, did you mean \"udp\"?"},
        BadPacket{R"({"name": "p", "transport": 17})", "transport: is a number, allowed: a string"},
        BadPacket{R"({"name": "p", "tcp_syn": true})",
                  "tcp_syn: has no effect here, allowed only with transport tcp"},
        BadPacket{R"({"name": "p", "tcp_syn": 1, "transport": "tcp"})",
                  "tcp_syn: is a number, allowed: true, false"},
        BadPacket{R"({"name": "p", "transport": "icmp", "source_port": 1})",
                  "source_port: has no effect here, allowed only with transport udp, tcp"},
        BadPacket{R"({"name": "p", "network": "arp", "ttl": 1})", "ttl: has no effect here"},
        BadPacket{R"({"name": "p", "network": "none", "source": "1.1.1.1"})",
                  "source: a frame with network \"none\" has no addresses"},
        BadPacket{R"({"name": "p", "ether_type": 2048})", "ether_type: allowed only with network"},
        BadPacket{
            R"({"name": "p", "network": "none", "ether_type": "0x10000"})",
            "ether_type: \"0x10000\" is not a type, allowed: 0..65535 or \"0x0000\"..\"0xffff\""},
        BadPacket{R"({"name": "p", "network": "none", "ether_type": "88cc"})", "is not a type"}));

INSTANTIATE_TEST_SUITE_P(
    Sources, BadPackets,
    ::testing::Values(
        BadPacket{R"("p")", "$.packets[0]: is a string, allowed: an object"},
        BadPacket{R"({"name": "p"})",
                  "$.packets[0]: has no frame, allowed: one of builtin, file, hex, mix, or fields"},
        BadPacket{R"({"size": 64})", "$.packets[0].name: is missing"},
        BadPacket{R"({"name": "a b", "size": 64})",
                  "name: \"a b\" is no name, allowed: 1..64 of A-Z"},
        BadPacket{R"({"name": "a/b", "size": 64})", "name: \"a/b\" is no name"},
        BadPacket{R"({"name": "a\nb", "size": 64})", "name: \"a\\x0ab\" is no name"},
        BadPacket{R"({"name": "", "size": 64})", "name: is empty"},
        BadPacket{R"({"name": "p", "size": 64}, {"name": "p", "size": 65})",
                  "$.packets[1].name: \"p\" is the name of an earlier packet too"},
        BadPacket{R"({"name": "p", "builtin": "udp64", "hex": "00"})",
                  "$.packets[0]: has \"builtin\" and \"hex\", allowed: one of them"},
        BadPacket{R"({"name": "p", "builtin": "udp64", "size": 64})",
                  "$.packets[0].size: describes a frame, not allowed beside \"builtin\""},
        BadPacket{
            R"({"name": "p", "builtin": "udp65"})",
            "$.packets[0].builtin: \"udp65\" is not a built-in packet, allowed: udp64, tcp64"},
        BadPacket{R"({"name": "p", "builtin": ["udp64"]})",
                  "builtin: is an array, allowed: a string"},
        BadPacket{R"({"name": "p", "file": "none.pcap"})", "none.pcap: No such file or directory"},
        BadPacket{R"({"name": "p", "file": "udp64"})", "udp64: No such file or directory"},
        BadPacket{R"({"name": "p", "file": "s.hex\u0000.pcap"})", "file: holds a NUL character"},
        BadPacket{R"({"name": "p", "hex": "00 01"})",
                  "$.packets[0].hex: line 1: a frame of 2 bytes, allowed: 14..3520"},
        BadPacket{R"({"name": "p", "hex": "0x00"})",
                  "$.packets[0].hex: line 1: digit '0' stands alone"},
        BadPacket{R"({"name": "p", "mix": []})", "$.packets[0].mix: is empty, at least one"},
        BadPacket{R"({"name": "p", "mix": "udp64"})",
                  "mix: is a string, allowed: a list of packet"},
        BadPacket{R"({"name": "p", "mix": [1]})",
                  "$.packets[0].mix[0]: is a number, allowed: a string"},
        BadPacket{R"({"name": "p", "mix": ["p"]})",
                  "$.packets[0].mix[0]: \"p\" is no earlier packet, allowed: nothing"},
        BadPacket{
            R"({"name": "udp", "size": 64}, {"name": "m", "mix": ["udp", "upd"]})",
            "$.packets[1].mix[1]: \"upd\" is no earlier packet, did you mean \"udp\"? allowed: "
            "udp"},
        BadPacket{R"({"name": "m", "mix": ["late"]}, {"name": "late", "size": 64})",
                  "$.packets[0].mix[0]: \"late\" is no earlier packet"},
        BadPacket{R"({"name": "p", "szie": 64, "size": 64})",
                  "$.packets[0].szie: unknown key, did you mean \"size\"? allowed: name, builtin"},
        BadPacket{R"({"name": "p", "\u001b[31m": 64, "size": 64})",
                  "$.packets[0][\"\\x1b[31m\"]: unknown key, allowed: name, builtin"},
        BadPacket{R"({"name": "p", "size": 64, "size": 65})",
                  "$.packets[0].size: duplicate key, each may stand once in an object"}));

INSTANTIATE_TEST_SUITE_P(
    MapsAndExpectations, BadPackets,
    ::testing::Values(
        BadPacket{R"({"name": "p", "size": 64, "maps": []})",
                  "$.packets[0].maps: allowed: an object"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"": "keep"}})", "[\"\"]: is no map's name"},
        BadPacket{
            R"({"name": "p", "size": 64, "maps": {"m": "drian"}})",
            "$.packets[0].maps.m: \"drian\" is no preparation, did you mean \"drain\"? allowed: "
            "keep, drain, fill, clear, {\"restore\": [...]}, {\"initial\": [...]}, {\"each\": "
            "\"clear\"}"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": 1}})", "maps.m: is a number, allowed"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": {"restore": []}}})",
                  "$.packets[0].maps.m.restore: is empty"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": {}}})",
                  "maps.m: allowed: one of {\"restore\": [...]}, {\"initial\": [...]}, "
                  "{\"each\": \"clear\"}"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": {"initial": []}}})",
                  "$.packets[0].maps.m.initial: is empty"},
        BadPacket{
            R"({"name": "p", "size": 64, "maps": {"m": {"initial": 1}}})",
            "maps.m.initial: allowed: a list of entries of a map, or the bytes of a variable"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": {"restore": "0x1"}}})",
                  "maps.m.restore: \"0x1\" is not hexadecimal, allowed: two digits a byte"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": {"restore": " "}}})",
                  "maps.m.restore: holds no byte"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": {"each": "drain"}}})",
                  "maps.m.each: allowed: \"clear\", {\"restore\": [...]}"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": {"each": {"each": "clear"}}}})",
                  "maps.m.each: allowed: \"clear\", {\"restore\": [...]}"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": {"echa": "clear"}}})", "maps.m.echa"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": {"restore": [{"key": "00"}]}}})",
                  "$.packets[0].maps.m.restore[0].value: is missing"},
        BadPacket{R"({"name": "p", "size": 64,
                     "maps": {"m": {"restore": [{"key": "0", "value": "00"}]}}})",
                  "restore[0].key: \"0\" is not hexadecimal, allowed: two digits a byte"},
        BadPacket{R"({"name": "p", "size": 64,
                     "maps": {"m": {"restore": [{"key": "+1", "value": "00"}]}}})",
                  "restore[0].key: \"+1\" is not hexadecimal"},
        BadPacket{R"({"name": "p", "size": 64,
                     "maps": {"m": {"restore": [{"key": " ", "value": "00"}]}}})",
                  "restore[0].key: holds no byte"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": {"restore":
                     [{"key": "00", "value": "00"}, {"key": "01", "value": "0000"}]}}})",
                  "restore[1].value: 2 bytes, but 1 in the first entry"},
        BadPacket{R"({"name": "p", "size": 64, "maps": {"m": {"restore":
                     [{"key": "00", "value": "00"}, {"key": "00", "value": "01"}]}}})",
                  "restore[1].key: stands in an earlier entry too"},
        BadPacket{
            R"({"name": "p", "size": 64, "expect": {"verdict": "XDP_PAS"}})",
            "$.packets[0].expect.verdict: \"XDP_PAS\" is no verdict, did you mean \"XDP_PASS\"? "
            "allowed: XDP_ABORTED, XDP_DROP, XDP_PASS, XDP_TX, XDP_REDIRECT"},
        BadPacket{R"({"name": "p", "size": 64, "expect": {"verdict": 2}})", "allowed: a string"},
        BadPacket{
            R"({"name": "p", "size": 64, "expect": {"message": []}})",
            "expect.message: unknown key, did you mean \"messages\"? allowed: verdict, messages"},
        BadPacket{R"({"name": "p", "size": 64, "expect": {"messages": "Fizz"}})",
                  "expect.messages: allowed: a list of strings, or an object"},
        BadPacket{R"({"name": "p", "size": 64, "expect": {"messages": ["Fizz", 1]}})",
                  "$.packets[0].expect.messages[1]: is a number, allowed: a string"},
        BadPacket{R"({"name": "p", "size": 64, "expect": {"messages": {"v3": []}}})",
                  "messages.v3: no such version, did you mean \"v1\"? allowed: *, v1, v2"},
        BadPacket{R"({"name": "p", "size": 64, "expect": {"messages": {"*": "Fizz"}}})",
                  "$.packets[0].expect.messages[\"*\"]: allowed: a list of strings"}));

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/suite/file/suite_file_fixture_test.h"

namespace bpfmark {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// One mistake in the sweeps of a good suite.
struct BadSweep {
  const char* sweeps;
  const char* line;
};

class BadSweeps : public SuiteFile, public ::testing::WithParamInterface<BadSweep> {};

TEST_P(BadSweeps, AreNamedWithTheirPlaceAndWhatIsAllowed) {
  EXPECT_THAT(mistakes(read_sweeps(GetParam().sweeps)), ElementsAre(HasSubstr(GetParam().line)));
}

INSTANTIATE_TEST_SUITE_P(
    Shape, BadSweeps,
    ::testing::Values(
        BadSweep{"1", "$.sweeps[0]: is a number, allowed: an object"},
        BadSweep{R"({"sweep": {"field": "ttl", "from": 1, "to": 2}})",
                 "$.sweeps[0].name: is missing"},
        BadSweep{R"({"name": "a b", "sweep": {"field": "ttl", "from": 1, "to": 2}})",
                 "$.sweeps[0].name: \"a b\" is no name"},
        BadSweep{R"({"name": "q", "sweep": {"field": "ttl", "from": 1, "to": 2}})",
                 "$.sweeps[0].name: \"q\" is the name of a packet or an earlier sweep too"},
        BadSweep{R"({"name": "s", "sweep": {"field": "ttl", "from": 1, "to": 2}},
                    {"name": "s", "sweep": {"field": "ttl", "from": 1, "to": 2}})",
                 "$.sweeps[1].name: \"s\" is the name of a packet or an earlier sweep too"},
        BadSweep{R"({"name": "s", "size": 64})", "$.sweeps[0].sweep: is missing"},
        BadSweep{R"({"name": "s", "sweep": [1]})",
                 "$.sweeps[0].sweep: is an array, allowed: an object"},
        BadSweep{R"({"name": "s", "builtin": "udp64",
                     "sweep": {"field": "ttl", "from": 1, "to": 2}})",
                 "$.sweeps[0].builtin: unknown key, allowed: name, sweep, source, destination"},
        BadSweep{
            R"({"name": "s", "sweep": {"field": "ttl", "form": 1, "from": 1, "to": 2}})",
            "$.sweeps[0].sweep.form: unknown key, did you mean \"from\"? allowed: field, from, "
            "to, step"},
        BadSweep{R"({"name": "s", "sweep": {"from": 1, "to": 2}})",
                 "$.sweeps[0].sweep.field: is missing"},
        BadSweep{R"({"name": "s", "sweep": {"field": 1, "from": 1, "to": 2}})",
                 "$.sweeps[0].sweep.field: is a number, allowed: a string"},
        BadSweep{R"({"name": "s", "sweep": {"field": "src_port", "from": 1, "to": 2}})",
                 "$.sweeps[0].sweep.field: \"src_port\" cannot be swept, allowed: source, "
                 "destination, source_port, destination_port, ttl, vlan, size"},
        BadSweep{R"({"name": "s", "sweep": {"field": "sourc", "from": 1, "to": 2}})",
                 "\"sourc\" cannot be swept, did you mean \"source\"? allowed: source, "}));

INSTANTIATE_TEST_SUITE_P(
    Range, BadSweeps,
    ::testing::Values(
        BadSweep{R"({"name": "s", "sweep": {"field": "ttl", "to": 2}})",
                 "$.sweeps[0].sweep.from: is missing"},
        BadSweep{R"({"name": "s", "sweep": {"field": "ttl", "from": 1}})",
                 "$.sweeps[0].sweep.to: is missing"},
        BadSweep{R"({"name": "s", "sweep": {"field": "source", "to": "10.0.0.1"}})",
                 "$.sweeps[0].sweep.from: is missing"},
        BadSweep{R"({"name": "s", "sweep": {"field": "source", "from": "10.0.0.1"}})",
                 "$.sweeps[0].sweep.to: is missing"},
        BadSweep{R"({"name": "s", "sweep": {"field": "ttl", "from": "1", "to": 2}})",
                 "$.sweeps[0].sweep.from: is a string, allowed: a number, 0..255"},
        BadSweep{R"({"name": "s", "sweep": {"field": "ttl", "from": -1, "to": 2}})",
                 "$.sweeps[0].sweep.from: -1 is below 0, allowed: 0..255"},
        BadSweep{R"({"name": "s", "sweep": {"field": "ttl", "from": 1, "to": 2.5}})",
                 "$.sweeps[0].sweep.to: 2.5 is no whole number, allowed: 1..255"},
        BadSweep{R"({"name": "s", "sweep": {"field": "ttl", "from": 1, "to": 256}})",
                 "$.sweeps[0].sweep.to: 256 is above 255, allowed: 1..255"},
        BadSweep{R"({"name": "s", "sweep": {"field": "source_port", "from": 1, "to": 65536}})",
                 "$.sweeps[0].sweep.to: 65536 is above 65535, allowed: 1..65535"},
        BadSweep{R"({"name": "s", "sweep": {"field": "destination_port", "from": 65536, "to": 2}})",
                 "$.sweeps[0].sweep.from: 65536 is above 65535, allowed: 0..65535"},
        BadSweep{R"({"name": "s", "sweep": {"field": "vlan", "from": 1, "to": 4095}})",
                 "$.sweeps[0].sweep.to: 4095 is above 4094, allowed: 1..4094"},
        BadSweep{R"({"name": "s", "sweep": {"field": "size", "from": 63, "to": 64}})",
                 "$.sweeps[0].sweep.from: 63 is below 64, allowed: 64..1518"},
        BadSweep{R"({"name": "s", "sweep": {"field": "size", "from": 64, "to": 1519}})",
                 "$.sweeps[0].sweep.to: 1519 is above 1518, allowed: 64..1518"},
        BadSweep{R"({"name": "s", "sweep": {"field": "ttl", "from": 3, "to": 2}})",
                 "$.sweeps[0].sweep.to: 2 is below 3, allowed: 3..255"},
        BadSweep{R"({"name": "s", "sweep": {"field": "source", "from": 1, "to": "10.0.0.1"}})",
                 "$.sweeps[0].sweep.from: is a number, allowed: a string"},
        BadSweep{
            R"({"name": "s", "sweep": {"field": "source", "from": "10.0.0.1",
                                            "to": "10.0.0.256"}})",
            "$.sweeps[0].sweep.to: \"10.0.0.256\" is not an IPv4 address, allowed: one such as "
            "10.0.0.1"},
        BadSweep{
            R"({"name": "s", "network": "ipv6",
                     "sweep": {"field": "destination", "from": "10.0.0.1", "to": "::1"}})",
            "$.sweeps[0].sweep.from: \"10.0.0.1\" is not an IPv6 address, allowed: one such as "
            "fd00::1"},
        BadSweep{R"({"name": "s", "sweep": {"field": "source", "from": "10.0.0.1\u0000",
                                            "to": "10.0.0.2"}})",
                 "$.sweeps[0].sweep.from: holds a NUL character"},
        BadSweep{R"({"name": "s",
                     "sweep": {"field": "source", "from": "10.0.0.2", "to": "10.0.0.1"}})",
                 "$.sweeps[0].sweep.to: 10.0.0.1 is below 10.0.0.2, allowed: "
                 "10.0.0.2..255.255.255.255"},
        BadSweep{R"({"name": "s", "network": "ipv6",
                     "sweep": {"field": "source", "from": "fd00::2", "to": "fd00::1"}})",
                 "$.sweeps[0].sweep.to: fd00::1 is below fd00::2, allowed: "
                 "fd00::2..fd00::ffff:ffff:ffff:ffff"},
        BadSweep{R"({"name": "s", "network": "ipv6",
                     "sweep": {"field": "source", "from": "fd00::2", "to": "fd01::3"}})",
                 "$.sweeps[0].sweep.to: fd01::3 has not the upper 64 bits of fd00::2, allowed: "
                 "fd00::2..fd00::ffff:ffff:ffff:ffff"},
        BadSweep{R"({"name": "s", "sweep": {"field": "ttl", "from": 1, "to": 9, "step": 0}})",
                 "$.sweeps[0].sweep.step: 0 is below 1, allowed: 1..8"},
        BadSweep{R"({"name": "s", "sweep": {"field": "ttl", "from": 1, "to": 9, "step": 9}})",
                 "$.sweeps[0].sweep.step: 9 is above 8, allowed: 1..8"},
        BadSweep{R"({"name": "s", "sweep": {"field": "ttl", "from": 1, "to": 9, "step": "2"}})",
                 "$.sweeps[0].sweep.step: is a string, allowed: a number, 1..8"},
        BadSweep{
            R"({"name": "s",
                     "sweep": {"field": "source", "from": "10.0.0.0", "to": "10.1.0.0"}})",
            "$.sweeps[0].sweep: more than 65536 frames, allowed: a smaller range, or a step of "
            "at least 2"},
        BadSweep{
            R"({"name": "s", "network": "ipv6", "sweep": {"field": "source", "from": "fd00::",
                     "to": "fd00::ffff:ffff:ffff:ffff"}})",
            "$.sweeps[0].sweep: more than 65536 frames, allowed: a smaller range, or a step of "
            "at least 281474976710656"}));

INSTANTIATE_TEST_SUITE_P(
    Frame, BadSweeps,
    ::testing::Values(
        BadSweep{R"({"name": "s", "network": "arp",
                     "sweep": {"field": "source_port", "from": 1, "to": 2}})",
                 "$.sweeps[0].sweep.field: \"source_port\" has no effect here, allowed only with "
                 "transport udp, tcp"},
        BadSweep{R"({"name": "s", "transport": "icmp",
                     "sweep": {"field": "destination_port", "from": 1, "to": 2}})",
                 "\"destination_port\" has no effect here, allowed only with transport udp, tcp"},
        BadSweep{
            R"({"name": "s", "network": "arp", "sweep": {"field": "ttl", "from": 1, "to": 2}})",
            "$.sweeps[0].sweep.field: \"ttl\" has no effect here, allowed only with network "
            "ipv4, ipv6"},
        BadSweep{
            R"({"name": "s", "network": "none",
                     "sweep": {"field": "source", "from": "10.0.0.1", "to": "10.0.0.2"}})",
            "$.sweeps[0].sweep.field: \"source\" has no effect here, allowed only with network "
            "ipv4, ipv6, arp"},
        BadSweep{R"({"name": "s", "network": "none",
                     "sweep": {"field": "destination", "from": "10.0.0.1", "to": "10.0.0.2"}})",
                 "$.sweeps[0].sweep.field: \"destination\" has no effect here"},
        BadSweep{R"({"name": "s", "ttl": 1, "sweep": {"field": "ttl", "from": 1, "to": 2}})",
                 "$.sweeps[0].ttl: has no effect here, the sweep sets it: allowed only in "
                 "\"sweep\""},
        BadSweep{R"({"name": "s", "truncate": 20,
                     "sweep": {"field": "source", "from": "10.0.0.1", "to": "10.0.0.2"}})",
                 "$.sweeps[0].truncate: 20 leaves all 2 frames the same, allowed: so much of the "
                 "frame that \"source\" shows, or no truncate"},
        BadSweep{R"({"name": "s", "network": "none", "truncate": 20,
                     "sweep": {"field": "size", "from": 64, "to": 66}})",
                 "$.sweeps[0].truncate: 20 leaves all 3 frames the same"},
        BadSweep{R"({"name": "s", "network": "ipv6", "transport": "tcp",
                     "sweep": {"field": "size", "from": 64, "to": 80}})",
                 "$.sweeps[0].sweep.from: 64 is too small for Ethernet + IPv6 + TCP, allowed: "
                 "74..1518"},
        // The tag that the sweep adds takes its place.
        BadSweep{R"({"name": "s", "network": "ipv6", "transport": "tcp", "size": 74,
                     "sweep": {"field": "vlan", "from": 0, "to": 1}})",
                 "$.sweeps[0].size: 74 is too small for Ethernet + VLAN + IPv6 + TCP, allowed: "
                 "78..1518"},
        BadSweep{R"({"name": "s", "truncate": 70,
                     "sweep": {"field": "size", "from": 64, "to": 80}})",
                 "$.sweeps[0].truncate: 70 is more than the frame has, allowed: 14..64"},
        BadSweep{R"({"name": "s", "network": "ipv5",
                     "sweep": {"field": "source_port", "from": 1, "to": 2}})",
                 "$.sweeps[0].network: \"ipv5\" is not known"},
        BadSweep{R"({"name": "s", "destination": "x",
                     "sweep": {"field": "ttl", "from": 1, "to": 2}})",
                 "$.sweeps[0].destination: \"x\" is not an IPv4 address"}));

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/suite/file/suite_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "harness/suite/file/suite_file_fixture_test.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

TEST_F(SuiteFile, ReadsWhatIsDoneToMapsAndVariables) {
  const auto suite = read(R"(
    {"schema_version": 1, "name": "mine", "versions": [{"name": "v", "object": "v.bpf.o"}],
     "maps": {"acl": {"initial": [{"key": "0a000001", "value": "01000000"}]},
              "count": {"restore": "e8 03 00 00"},
              "enabled": {"initial": "01"},
              "flows": {"each": "clear"},
              "nat": {"each": {"restore": [{"key": "00", "value": "01"}]}}},
     "packets": [{"name": "p", "builtin": "icmp"}]})");
  ASSERT_TRUE(suite) << suite.error().detail;
  ASSERT_EQ(suite->maps.size(), 5U);
  const MapState& acl = suite->maps[0];
  EXPECT_EQ(acl.preparation, MapPreparation::initial);
  ASSERT_EQ(acl.entries.size(), 1U);
  EXPECT_THAT(acl.entries[0].key, ElementsAre(10, 0, 0, 1));
  EXPECT_FALSE(acl.each_packet);
  EXPECT_EQ(suite->maps[1].preparation, MapPreparation::restore);
  EXPECT_THAT(suite->maps[1].value, ElementsAre(0xe8, 3, 0, 0));
  EXPECT_EQ(suite->maps[2].preparation, MapPreparation::initial);
  EXPECT_THAT(suite->maps[2].value, ElementsAre(1));
  EXPECT_EQ(suite->maps[3].preparation, MapPreparation::clear);
  EXPECT_TRUE(suite->maps[3].each_packet);
  EXPECT_EQ(suite->maps[4].preparation, MapPreparation::restore);
  EXPECT_TRUE(suite->maps[4].each_packet);
  EXPECT_EQ(suite->maps[4].entries.size(), 1U);
}

TEST_F(SuiteFile, ReadsEverythingThatASuiteMayHold) {
  ASSERT_TRUE(
      write_file(folder_ / "two.hex", "00010203040506070809 0a0b 0800\n\n" + std::string(28, 'f')));
  const auto suite = read(R"(
    // a comment
    {"schema_version": 1, /* another */ "name": "mine", "description": "what it is",
     "versions": [{"name": "old", "object": "old.bpf.o"},
                  {"name": "new", "object": "/abs/new.bpf.o", "program": "prog"}],
     "maps": {"flows": "clear", "queue": "fill", "state": "keep", "ring": "drain",
              "config": {"restore": [{"key": "00000000", "value": "01 Ff"},
                                     {"key": "01000000", "value": "0200"}]}},
     "packets": [
       {"name": "syn", "network": "ipv6", "source": "2001:db8::1", "destination": "2001:db8::2",
        "transport": "tcp", "source_port": 1, "destination_port": 65535, "tcp_syn": true, "ttl": 255,
        "vlan": 4094, "size": 1518, "truncate": 100, "ethernet_source": "02:00:00:00:00:aa",
        "ethernet_destination": "02:00:00:00:00:bb", "maps": {"flows": "keep"},
        "expect": {"verdict": "XDP_TX", "messages": {"old": ["a", "b"], "*": []}}},
       {"name": "raw", "network": "none", "ether_type": "0x88cc", "size": 64},
       {"name": "lldp", "network": "none", "ether_type": 35020, "size": 64},
       {"name": "known", "builtin": "icmp", "expect": {"verdict": "XDP_DROP"}},
       {"name": "captured", "file": "two.hex"},
       {"name": "bytes", "hex": "0001020304050607 08090a0b0800"},
       {"name": "all", "mix": ["raw", "captured", "raw"], "expect": {"verdict": "XDP_ABORTED"}}]})");
  ASSERT_TRUE(suite) << suite.error().detail;
  EXPECT_EQ(suite->name, "mine");
  EXPECT_EQ(suite->description, "what it is");
  EXPECT_EQ(suite->path, path_);
  ASSERT_EQ(suite->versions.size(), 2U);
  EXPECT_EQ(suite->versions[0].name, "old");
  EXPECT_EQ(suite->versions[0].program.object, folder_ / "old.bpf.o");
  EXPECT_EQ(suite->versions[0].program.program, "");
  EXPECT_EQ(suite->versions[1].program.object, "/abs/new.bpf.o");
  EXPECT_EQ(suite->versions[1].program.program, "prog");

  ASSERT_EQ(suite->maps.size(), 5U);
  std::map<std::string, MapPreparation> maps;
  for (const MapState& state : suite->maps) maps[state.map] = state.preparation;
  EXPECT_EQ(maps["flows"], MapPreparation::clear);
  EXPECT_EQ(maps["queue"], MapPreparation::fill);
  EXPECT_EQ(maps["state"], MapPreparation::keep);
  EXPECT_EQ(maps["ring"], MapPreparation::drain);
  const MapState& config = suite->maps[0];
  EXPECT_EQ(config.map, "config");
  EXPECT_EQ(config.preparation, MapPreparation::restore);
  ASSERT_EQ(config.entries.size(), 2U);
  EXPECT_THAT(config.entries[0].key, ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(config.entries[0].value, ElementsAre(1, 0xff));

  ASSERT_EQ(suite->packets.size(), 7U);
  FrameFields syn;
  syn.network = NetworkProtocol::ipv6;
  syn.source = "2001:db8::1";
  syn.destination = "2001:db8::2";
  syn.transport = TransportProtocol::tcp;
  syn.source_port = 1;
  syn.destination_port = 65535;
  syn.tcp_syn = true;
  syn.ttl = 255;
  syn.vlan = 4094;
  syn.size_bytes = 1518;
  syn.truncate_bytes = 100;
  syn.ethernet_source = "02:00:00:00:00:aa";
  syn.ethernet_destination = "02:00:00:00:00:bb";
  const PacketSpec& first = suite->packets[0];
  EXPECT_EQ(first.packet.name, "syn");
  EXPECT_THAT(first.packet.frames, ElementsAre(build_frame(syn).value()));
  ASSERT_EQ(first.maps.size(), 1U);
  EXPECT_EQ(first.maps[0].preparation, MapPreparation::keep);
  EXPECT_EQ(first.expect.verdict, 3U);
  EXPECT_THAT(first.expect.messages,
              UnorderedElementsAre(Pair("old", ElementsAre("a", "b")), Pair("*", IsEmpty())));
  EXPECT_EQ(suite->packets[1].packet.frames.at(0).at(12), 0x88);
  EXPECT_EQ(suite->packets[1].packet.frames, suite->packets[2].packet.frames);
  EXPECT_EQ(suite->packets[1].expect.verdict, std::nullopt);
  EXPECT_EQ(suite->packets[3].packet.frames, builtin_packet("icmp").value().frames);
  EXPECT_EQ(suite->packets[3].packet.name, "known");
  EXPECT_EQ(suite->packets[4].packet.frames.size(), 2U);
  EXPECT_EQ(suite->packets[5].packet.frames.at(0), suite->packets[4].packet.frames.at(0));
  const auto& all = suite->packets[6].packet.frames;
  ASSERT_EQ(all.size(), 4U);
  EXPECT_EQ(all[0], all[3]);
  EXPECT_EQ(all[1], suite->packets[4].packet.frames[0]);
  EXPECT_EQ(suite->packets[6].expect.verdict, 0U);
}

TEST_F(SuiteFile, LooksForObjectsBesideItselfThenInTheFolders) {
  const fs::path build = folder_ / "build";
  const fs::path installed = folder_ / "installed";
  for (const fs::path& folder : {build, installed, folder_ / "sub"}) fs::create_directories(folder);
  ASSERT_TRUE(write_file(folder_ / "beside.o", ""));
  for (const fs::path& folder : {build, installed}) {
    ASSERT_TRUE(write_file(folder / "beside.o", ""));
    ASSERT_TRUE(write_file(folder / "both.o", ""));
  }
  ASSERT_TRUE(write_file(installed / "installed.o", ""));
  const auto suite =
      read(R"({"schema_version": 1, "name": "s", "packets": [{"name": "p", "size": 64}],
    "versions": [{"name": "a", "object": "beside.o"}, {"name": "b", "object": "both.o"},
                 {"name": "c", "object": "installed.o"}, {"name": "d", "object": "sub/nowhere.o"}]})",
           {{build, installed}});
  ASSERT_TRUE(suite) << suite.error().detail;
  EXPECT_EQ(suite->versions[0].program.object, folder_ / "beside.o");
  EXPECT_EQ(suite->versions[1].program.object, build / "both.o");
  EXPECT_EQ(suite->versions[2].program.object, installed / "installed.o");
  EXPECT_EQ(suite->versions[3].program.object, folder_ / "sub/nowhere.o");
}

TEST_F(SuiteFile, ExpectsOfAMixWhatAllItsMembersDo) {
  const std::string members = R"(
      {"name": "a", "size": 64, "expect": {"verdict": "XDP_PASS", "messages": ["x"]}},
      {"name": "b", "size": 65,
       "expect": {"verdict": "XDP_PASS", "messages": {"v1": ["y"], "*": ["x"]}}},
      {"name": "c", "size": 66, "expect": {"verdict": "XDP_DROP"}},
      {"name": "d", "size": 67, "maps": {"m": "fill"}, "expect": {"verdict": "XDP_PASS"}},
      )";
  const Suite suite = must_read_packets(members + R"(
      {"name": "ab", "mix": ["a", "b", "a"]},
      {"name": "ac", "mix": ["a", "c"]},
      {"name": "ad", "mix": ["a", "d"]},
      {"name": "ab-maps", "mix": ["a", "b"], "maps": {"m": "fill"}},
      {"name": "ab-own", "mix": ["ab"], "expect": {"messages": ["z"]}})");
  const auto expect = [&suite](std::size_t i) { return suite.packets.at(i).expect; };
  EXPECT_EQ(expect(4).verdict, 2U);
  EXPECT_THAT(expect(4).messages, ElementsAre(Pair("v2", ElementsAre("x"))));
  EXPECT_EQ(expect(5).verdict, std::nullopt);
  EXPECT_THAT(expect(5).messages, IsEmpty());
  EXPECT_EQ(expect(6).verdict, std::nullopt) << "the full map of \"d\" is not the mix's";
  EXPECT_EQ(expect(7).verdict, std::nullopt);
  EXPECT_EQ(expect(8).verdict, 2U);
  EXPECT_THAT(expect(8).messages, ElementsAre(Pair("*", ElementsAre("z"))));
}

struct BadSuite {
  std::string text;
  const char* line;
};

std::string with(const std::string& versions, const std::string& rest = "") {
  return R"({"schema_version": 1, "name": "s", "packets": [{"name": "p", "size": 64}],)" + rest +
         R"( "versions": )" + versions + "}";
}

std::string many(std::size_t count) {
  std::string list = "0";
  for (std::size_t i = 1; i < count; ++i) list += ",0";
  return list;
}

TEST_F(SuiteFile, NamesWhatIsWrongOutsideThePackets) {
  const std::string good = R"([{"name": "a", "object": "a.o"}])";
  ASSERT_TRUE(read(with(good)));
  const BadSuite suites[] = {
      {"", "line 1, column 1: not JSON: "},
      {"{\n  \"name\": \"a\",\n  oops\n}", "line 3, column 3: not JSON: "},
      {"{} {}", "line 1, column 4: not JSON: "},
      {"{\"name\": \"\xff\"}", "line 1, column 11: not JSON: "},
      {R"({"schema_version": 1e999})", "not JSON: number overflow"},
      {std::string(1, '\0'), "line 1, column 1: not JSON: "},
      {"{\"a\": \"" + std::string(100000, 'x'), "not JSON: "},
      {"/* no end", "not JSON: "},
      {"[]", "$: is an array, allowed: an object"},
      {"7", "$: is a number, allowed: an object"},
      {R"({"schema_version": 2, "cases": []})",
       "$.schema_version: 2, allowed: 1; a newer bpfmark is needed to read this file"},
      {R"({"schema_version": 0, "name": "s", "packets": [{"name": "p", "size": 64}],
          "versions": [{"name": "a", "object": "a.o"}]})",
       "$.schema_version: 0, allowed: 1"},
      {R"({"schema_version": "1", "name": "s", "packets": [{"name": "p", "size": 64}],
          "versions": [{"name": "a", "object": "a.o"}]})",
       "$.schema_version: \"1\", allowed: 1"},
      {R"({"name": "s", "packets": [{"name": "p", "size": 64}],
          "versions": [{"name": "a", "object": "a.o"}]})",
       "$.schema_version: is missing, allowed: 1"},
      {R"({"schema_version": 1, "name": "s", "packets": [],
          "versions": [{"name": "a", "object": "a.o"}]})",
       "$.packets: is empty"},
      {R"({"schema_version": 1, "name": "s", "versions": [{"name": "a", "object": "a.o"}]})",
       "$.packets: is missing"},
      {R"({"schema_version": 1, "packets": [{"name": "p", "size": 64}],
          "versions": [{"name": "a", "object": "a.o"}]})",
       "$.name: is missing"},
      {with("[]"), "$.versions: is empty"},
      {with("{}"), "$.versions: is an object, allowed: a list of versions"},
      {with("[1]"), "$.versions[0]: is a number, allowed: an object"},
      {with(R"([{"name": "a"}])"), "$.versions[0].object: is missing"},
      {with(R"([{"name": "a", "object": ""}])"), "$.versions[0].object: is empty"},
      {with(R"([{"name": "a", "object": "a.o", "programm": "p"}])"),
       "$.versions[0].programm: unknown key, did you mean \"program\"? allowed: name, object, "
       "program"},
      {with(R"([{"name": "a", "object": "a.o"}, {"name": "a", "object": "b.o"}])"),
       "$.versions[1].name: \"a\" is the name of an earlier version too"},
      {with(R"([{"name": "*", "object": "a.o"}])"), "$.versions[0].name: \"*\" is no name"},
      {with(good, R"("versions": [],)"), "$.versions: duplicate key"},
      {with(good, R"("version": [],)"), "$.version: unknown key, did you mean \"versions\"?"},
      {with("[" + many(257) + "]"), "$.versions: holds 257, at most 256 versions allowed"},
      {with(good, R"("maps": {"m": "x"},)"), "$.maps.m: \"x\" is no preparation"},
      {with(good, R"("sweeps": [],)"), "$.sweeps: is empty, at least one is needed"},
      {with(good, R"("sweeps": {},)"), "$.sweeps: is an object, allowed: a list of sweeps"},
      {with(good, R"("sweeps": [)" + many(65) + "],"), "$.sweeps: holds 65, at most 64 sweeps"},
      {with(good, R"("sweep": [],)"), "$.sweep: unknown key, did you mean \"sweeps\"?"},
      {with(good, R"("description": 1,)"), "$.description: is a number, allowed: a string"},
  };
  for (const BadSuite& suite : suites) {
    EXPECT_THAT(mistakes(read(suite.text)), ElementsAre(HasSubstr(suite.line)))
        << suite.text.substr(0, 300);
  }
}

TEST_F(SuiteFile, ReportsAllMistakesAtOnce) {
  const auto suite = read(R"({"schema_version": 1, "nmae": "s", "name": "a b", "versions": [
      {"name": "v 1", "object": "a.o"}, {"name": "v2", "object": 7}],
      "packets": [{"name": "p", "size": 63, "source": "x", "vlan": 5000,
                   "expect": {"messages": {"v1": []}}},
                  {"name": "m", "mix": ["p", "q"]}]})");
  EXPECT_THAT(mistakes(suite),
              ElementsAre(HasSubstr("$.nmae: unknown key"), HasSubstr("$.name: \"a b\""),
                          HasSubstr("$.versions[0].name: "), HasSubstr("$.versions[1].object: "),
                          HasSubstr("$.packets[0].vlan: "), HasSubstr("$.packets[0].size: "),
                          HasSubstr("$.packets[0].source: "), HasSubstr("$.packets[1].mix[1]: ")));
}

TEST_F(SuiteFile, BoundsTheListOfMistakes) {
  const auto lines = mistakes(read_packets(many(1024)));
  ASSERT_EQ(lines.size(), 101U);
  EXPECT_THAT(lines.back(), HasSubstr("and 924 more mistakes"));
  EXPECT_THAT(mistakes(read_packets(many(1025))),
              ElementsAre(HasSubstr("$.packets: holds 1025, at most 1024 packets allowed")));
}

TEST_F(SuiteFile, BoundsNesting) {
  for (const std::size_t depth : {33U, 1000000U}) {
    const std::string deep = std::string(depth, '[') + std::string(depth, ']');
    EXPECT_THAT(mistakes(read(deep)), ElementsAre(HasSubstr("nested deeper than 32 levels")));
    std::string objects;
    for (std::size_t i = 0; i < depth; ++i) objects += "{\"a\":";
    EXPECT_THAT(mistakes(read(objects)), ElementsAre(HasSubstr("nested deeper than 32 levels")));
  }
}

TEST_F(SuiteFile, BoundsItsOwnSize) {
  const auto suite = read(std::string((16U << 20U) + 1, ' '));
  ASSERT_FALSE(suite);
  EXPECT_EQ(suite.error().detail, suite.error().message);
  EXPECT_THAT(suite.error().message, HasSubstr("larger than 16777216 bytes"));
  EXPECT_THAT(read_suite(folder_ / "none.json", {}).error().message,
              HasSubstr("none.json: No such file"));
  EXPECT_THAT(read_suite(folder_, {}).error().message, HasSubstr("Is a directory"));
}

// A chain of mixes, each many times the one before, is small in the file and huge in memory.
TEST_F(SuiteFile, BoundsTheFramesOfAllPackets) {
  std::string packets = R"({"name": "m0", "size": 1518})";
  for (int i = 1; i <= 8; ++i) {
    packets += R"(,{"name": "m)" + std::to_string(i) + R"(", "mix": [)";
    for (int j = 0; j < 16; ++j) {
      packets += (j > 0 ? "," : "") + ("\"m" + std::to_string(i - 1) + "\"");
    }
    packets += "]}";
  }
  EXPECT_THAT(mistakes(read_packets(packets)),
              ElementsAre(HasSubstr("$.packets[5].mix: more than 65536 frames together")));
  std::string wide = R"({"name": "a", "size": 1518}, {"name": "b", "mix": ["a")";
  for (int i = 1; i < 65536; ++i) wide += ",\"a\"";
  wide += "]}";
  for (int i = 0; i < 3; ++i) wide += R"(,{"name": "c)" + std::to_string(i) + R"(", "mix": ["b"]})";
  EXPECT_THAT(mistakes(read_packets(wide)),
              ElementsAre(HasSubstr("$.packets[3].mix: the frames of all packets and sweeps up to "
                                    "here take more than 256 MiB"),
                          HasSubstr("$.packets[4].mix: ")));
}

}  // namespace
}  // namespace bpfmark

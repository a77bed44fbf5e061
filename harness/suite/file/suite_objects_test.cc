// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "harness/base/file.h"
#include "harness/suite/file/suite_file.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Names = std::vector<std::string>;

Names version_names(const std::vector<ProgramRef>& objects) {
  const auto suite = suite_of_objects(objects, {});
  EXPECT_TRUE(suite) << suite.error().message;
  Names names;
  for (const Version& version : suite->versions) names.push_back(version.name);
  return names;
}

TEST(SuiteOfObjects, NamesEachVersionAsShortlyAsItCan) {
  const struct {
    std::vector<ProgramRef> objects;
    Names names;
  } cases[] = {
      {{{"build/drop.bpf.o", ""}}, {"drop"}},
      {{{"build/drop.o", ""}}, {"drop"}},
      {{{".bpf.o", ""}}, {".bpf"}},
      {{{"drop.bpf.o", "xdp_drop"}}, {"xdp_drop"}},
      {{{"a.bpf.o", "xdp"}, {"b.bpf.o", ""}}, {"xdp", "b"}},
      {{{"a.bpf.o", "xdp"}, {"b.bpf.o", "xdp"}}, {"a", "b"}},
      {{{"a.bpf.o", "x"}, {"a.bpf.o", "y"}, {"b.bpf.o", "x"}}, {"a-x", "a-y", "b-x"}},
      {{{"old/a.bpf.o", ""}, {"new/a.bpf.o", ""}}, {"old-a", "new-a"}},
      {{{"/x/old/a.bpf.o", "p"}, {"/x/new/../new/a.bpf.o", "p"}}, {"old-a", "new-a"}},
      {{{"o/a.o", "x"}, {"o/a.o", "y"}, {"n/a.o", "x"}}, {"o-a-x", "o-a-y", "n-a-x"}},
      {{{"a.bpf.o", "p"}, {"a.bpf.o", "p"}, {"a.bpf.o", "p"}}, {"p", "p-2", "p-3"}},
      {{{"a.o", ""}, {"a.o", ""}, {"a-2.o", ""}}, {"a", "a-3", "a-2"}},
      {{{"my prog\n.bpf.o", ""}}, {"my_prog_"}},
  };
  for (const auto& c : cases) EXPECT_EQ(version_names(c.objects), c.names);
}

TEST(SuiteOfObjects, KeepsNamesShortEnoughForASuite) {
  const std::string name(300, 'a');
  EXPECT_EQ(version_names({{name, ""}, {name, ""}}),
            (Names{std::string(60, 'a'), std::string(60, 'a') + "-2"}));
}

TEST(SuiteOfObjects, HoldsTheObjectsAsTheyWereGiven) {
  const auto suite = suite_of_objects({{"x/a.bpf.o", "p"}}, {});
  ASSERT_TRUE(suite);
  EXPECT_EQ(suite->name, "adhoc");
  EXPECT_TRUE(suite->path.empty());
  EXPECT_EQ(suite->versions[0].program.object, "x/a.bpf.o");
  EXPECT_EQ(suite->versions[0].program.program, "p");
  ASSERT_EQ(suite->packets.size(), 1U);
  EXPECT_EQ(suite->packets[0].packet.name, "udp64");
  EXPECT_EQ(suite->packets[0].packet.frames, builtin_packet("udp64").value().frames);
  EXPECT_EQ(case_name(*suite, {0, 0}), "adhoc/p/udp64");
}

TEST(SuiteOfObjects, LoadsPacketsAndTellsThemApart) {
  std::string name = (fs::temp_directory_path() / "bpfmark-objects-XXXXXX").string();
  const fs::path folder = ::mkdtemp(name.data());
  const std::string file = folder / "my flow.hex";
  ASSERT_TRUE(write_file(file, std::string(28, '0')));
  const auto suite = suite_of_objects({{"a.o", ""}}, {"icmp", file, file, "icmp"});
  fs::remove_all(folder);
  ASSERT_TRUE(suite) << suite.error().message;
  Names names;
  for (const PacketSpec& spec : suite->packets) names.push_back(spec.packet.name);
  EXPECT_THAT(names, ElementsAre("icmp", "my_flow", "my_flow-2", "icmp-2"));
}

TEST(SuiteOfObjects, RefusesAPacketThatDoesNotExistAndNoObjectAtAll) {
  EXPECT_THAT(suite_of_objects({{"a.o", ""}}, {"udp46"}).error().message,
              HasSubstr("udp46 is no packet"));
  EXPECT_THAT(suite_of_objects({{"a.o", ""}}, {""}).error().message, HasSubstr("is no packet"));
  EXPECT_THAT(suite_of_objects({}, {}).error().message, HasSubstr("no object"));
}

TEST(ParseProgramRef, SplitsAtTheLastColon) {
  const struct {
    const char* text;
    const char* object;
    const char* program;
  } cases[] = {
      {"a.bpf.o", "a.bpf.o", ""},
      {"a.bpf.o:prog_1", "a.bpf.o", "prog_1"},
      {"x:y.bpf.o:prog", "x:y.bpf.o", "prog"},
      {"dir:1/a.bpf.o", "dir:1/a.bpf.o", ""},
      {"a.bpf.o:", "a.bpf.o:", ""},
      {":prog", ":prog", ""},
      {"", "", ""},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(parse_program_ref(c.text).object, c.object) << c.text;
    EXPECT_EQ(parse_program_ref(c.text).program, c.program) << c.text;
  }
}

TEST(ParseProgramRef, TakesAnExistingFileAsItIs) {
  std::string name = (fs::temp_directory_path() / "bpfmark-objects-XXXXXX").string();
  const fs::path folder = ::mkdtemp(name.data());
  const std::string file = folder / "a:b";
  ASSERT_TRUE(write_file(file, ""));
  const ProgramRef whole = parse_program_ref(file);
  const ProgramRef program = parse_program_ref(file + ":p");
  fs::remove_all(folder);
  EXPECT_EQ(whole.object, file);
  EXPECT_THAT(whole.program, IsEmpty());
  EXPECT_EQ(program.object, file);
  EXPECT_EQ(program.program, "p");
}

}  // namespace
}  // namespace bpfmark

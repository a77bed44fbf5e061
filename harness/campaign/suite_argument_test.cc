// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/suite_argument.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/temporary_folder_test.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

std::string suite_text(const std::string& name) {
  return R"({"schema_version": 1, "name": ")" + name + R"(",
             "versions": [{"name": "v1", "object": "x.bpf.o"}],
             "packets": [{"name": "p", "builtin": "udp64"}]})";
}

// In a folder that holds a suite, an object, and files with confusing names.
class SuiteArgument : public ::testing::Test {
 protected:
  SuiteArgument() : installation_{folder_.path() / "bpf", folder_.path() / "suites"} {
    folder_.write("suites/fizzbuzz.json", suite_text("fizzbuzz"));
    folder_.write("suites/second.json", suite_text("second"));
    for (const char* file : {"a.bpf.o", "b.bpf.o", "bare", "second"}) folder_.write(file, "");
    folder_.write("own.json", suite_text("own"));
    fs::current_path(folder_.path());
  }
  ~SuiteArgument() override { fs::current_path(before_); }

  Result<Suite> suite(const std::vector<std::string>& arguments,
                      const std::vector<std::string>& packets = {}) const {
    return suite_from_arguments(arguments, packets, installation_);
  }

  TemporaryFolder folder_;
  Installation installation_;

 private:
  fs::path before_ = fs::current_path();
};

TEST_F(SuiteArgument, MayBeLeftOut) {
  EXPECT_EQ(suite({})->name, "fizzbuzz");
}

TEST_F(SuiteArgument, IsABuiltInNameWhateverLiesInTheFolder) {
  EXPECT_EQ(suite({"second"})->name, "second");
  EXPECT_EQ(suite({"./second"})->versions.at(0).program.object, "./second");
}

TEST_F(SuiteArgument, IsAFile) {
  EXPECT_EQ(suite({"own.json"})->name, "own");
  EXPECT_EQ(suite({(folder_.path() / "own.json").string()})->name, "own");
}

TEST_F(SuiteArgument, IsObjectsInTheOrderOfTheirHistory) {
  const auto objects = suite({"b.bpf.o", "a.bpf.o:ingress", "bare"}, {"tcp64", "arp"});
  ASSERT_TRUE(objects) << objects.error().message;
  ASSERT_EQ(objects->versions.size(), 3U);
  EXPECT_EQ(objects->versions[0].program.object, "b.bpf.o");
  EXPECT_EQ(objects->versions[1].program.object, "a.bpf.o");
  EXPECT_EQ(objects->versions[1].program.program, "ingress");
  EXPECT_EQ(objects->versions[2].program.object, "bare");
  ASSERT_EQ(objects->packets.size(), 2U);
  EXPECT_EQ(objects->packets[0].packet.name, "tcp64");
  EXPECT_EQ(objects->packets[1].packet.name, "arp");
}

TEST_F(SuiteArgument, SearchesAnObjectBesideTheSuiteAndThenInTheInstallation) {
  EXPECT_EQ(suite({"fizzbuzz"})->versions.at(0).program.object, folder_.path() / "suites/x.bpf.o");
  folder_.write("bpf/x.bpf.o", "");
  EXPECT_EQ(suite({"fizzbuzz"})->versions.at(0).program.object, folder_.path() / "bpf/x.bpf.o");
}

TEST_F(SuiteArgument, IsRefusedWithItsName) {
  struct Bad {
    std::vector<std::string> arguments;
    std::vector<std::string> packets;
    const char* message;
  };
  const std::string long_name(5000, 'a');  // longer than any file's: stat() fails
  const std::vector<Bad> table = {
      {{"fizzbuz"}, {}, "no built-in suite 'fizzbuz'; there are: fizzbuzz, second"},
      {{""}, {}, "no built-in suite ''"},
      {{long_name}, {}, "no built-in suite 'aaa"},
      {{"missing.json"}, {}, "missing.json"},
      {{"own.json", "a.bpf.o"}, {}, "own.json is a suite: it stands alone"},
      {{"a.bpf.o", "own.json"}, {}, "own.json is a suite: it stands alone"},
      {{"a.bpf.o", "second"}, {}, "second is a suite: it stands alone"},
      {{"fizzbuzz", "second"}, {}, "fizzbuzz is a suite: it stands alone"},
      {{"fizzbuzz"}, {"udp64"}, "--packet goes with an OBJECT"},
      {{"own.json"}, {"udp64"}, "--packet goes with an OBJECT"},
      {{}, {"udp64"}, "--packet goes with an OBJECT"},
      {{"a.bpf.o"}, {"udp65"}, "udp65"},
      {{"a.bpf.o"}, {"missing.pcap"}, "missing.pcap"},
  };
  for (const Bad& bad : table) {
    const auto refused = suite(bad.arguments, bad.packets);
    ASSERT_FALSE(refused) << bad.message;
    EXPECT_EQ(refused.error().kind, ErrorKind::bad_input);
    EXPECT_THAT(refused.error().message, HasSubstr(bad.message));
  }
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The real binary, given what it must refuse: the exit code, and a message that names the place.
// Nothing here needs root, for a bad input is told before a missing privilege.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "harness/base/temporary_folder_test.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/command/child_process_test.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Words = std::vector<std::string>;

const std::string kObject = BPFMARK_BINARY_DIR "/bpf/fizzbuzz/v3_fibonacci.bpf.o";
const std::string kClassifier = BPFMARK_BINARY_DIR "/bpf/tests/classifier.bpf.o";

std::string little_endian(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

// A pcap file with one Ethernet frame, all zeros.
std::string capture_of(std::uint32_t frame_bytes) {
  const std::uint32_t version_2_4 = 0x00040002;
  const std::uint32_t ethernet = 1;
  std::string text;
  for (const std::uint32_t field : {0xa1b2c3d4U, version_2_4, 0U, 0U, 65536U, ethernet}) {
    text += little_endian(field);
  }
  for (const std::uint32_t field : {0U, 0U, frame_bytes, frame_bytes}) {
    text += little_endian(field);
  }
  return text + std::string(frame_bytes, '\0');
}

// The folder that the command runs in, with all that can be wrong with a file.
class Command : public ::testing::Test {
 protected:
  Command() {
    const std::string object = text_of(kObject);
    folder_.write("half.bpf.o", object.substr(0, object.size() / 2));
    folder_.write("headless.bpf.o", object.substr(0, 40));
    folder_.write("text.bpf.o", "this is no object\n");
    folder_.write("empty.bpf.o", "");
    folder_.write("good.pcap", capture_of(64));
    folder_.write("empty.pcap", "");
    folder_.write("frameless.pcap", capture_of(0).substr(0, 24));
    folder_.write("cut.pcap", capture_of(64).substr(0, 60));
    folder_.write("large.pcap", capture_of(3521));
    folder_.write("newer.json", R"({"schema_version": 2, "later": true})");
    folder_.write("syntax.json", "{\"schema_version\": 1,\n  \"name\" \"s\"}");
    folder_.write("broken.json", kBroken);
    folder_.write("good.json", kGood);
    fs::create_directories(folder_.path() / "folder");
  }

  Ended bpfmark(const Words& words) const {
    ChildOptions options;
    options.folder = folder_.path();
    return run_bpfmark(words, options);
  }

  static constexpr const char* kGood = R"({"schema_version": 1, "name": "good",
      "versions": [{"name": "v1", "object": "fizzbuzz/v1_fizz.bpf.o"}],
      "packets": [{"name": "p", "builtin": "udp64"}]})";
  static constexpr const char* kBroken = R"({"schema_version": 1, "name": "not a name",
      "versions": [{"name": "v1", "object": "a.o", "programm": "x"}],
      "packets": [{"name": "p", "builtin": "udp65"}, {"name": "q", "size": 63}]})";
  TemporaryFolder folder_;
};

struct BadLine {
  Words words;
  std::vector<const char*> says;
};

const std::vector<BadLine> kBadUsage = {
    {{}, {"no verb is named", "bpfmark help"}},
    {{"frobnicate"}, {"frobnicate", "bpfmark help"}},
    {{"--frobnicate"}, {"--frobnicate"}},
    {{"run", "--frobnicate"}, {"--frobnicate"}},
    {{"help", "frobnicate"}, {"no verb 'frobnicate'"}},
    {{"list", "fizzbuzz", "more"}, {"more"}},
    {{"check"}, {"SUITE"}},
    {{"run", "--format", "xml"}, {"--format", "xml", "markdown"}},
    {{"run", "--budget", "0"}, {"--budget", "'0'", "0.1..86400"}},
    {{"run", "--budget", "-5"}, {"--budget", "'-5'"}},
    {{"run", "--budget", "nan"}, {"--budget", "'nan'"}},
    {{"run", "--budget", "soon"}, {"--budget", "'soon'"}},
    {{"run", "--seed", "-1"}, {"--seed", "'-1'"}},
    {{"run", "--seed", "99999999999999999999"}, {"--seed", "99999999999999999999"}},
    {{"run", "--cpu", "-1"}, {"--cpu", "-1"}},
    {{"run", "--cpu", "9999"}, {"--cpu 9999", "may run on CPU"}},
    {{"run", "--cpu", "first"}, {"--cpu", "first"}},
    {{"run", "--filter", "("}, {"--filter (", "not a regular expression"}},
    {{"run", "--filter", "nothing-is-called-so"}, {"nothing-is-called-so", "none of the"}},
    {{"run", "--filter", "(?=a)"}, {"--filter (?=a)", "not a regular expression"}},
    {{"run", "--filter", "(a+)+!"}, {"--filter (a+)+!", "none of the"}},
    {{"maps", "--filter", "("}, {"--filter (", "not a regular expression"}},
    {{"maps", "--filter", "(.*)*!"}, {"selects no map operation"}},
    {{"maps", "--filter", "nothing-is-called-so"}, {"selects no map operation", "--list"}},
    {{"maps", "--filter", "^user/stack_trace/lookup$"}, {"measured with --full"}},
    {{"maps", "--budget", "-1"}, {"--budget", "'-1'"}},
    {{"maps", "--format", "xml"}, {"--format", "xml"}},
    {{"run", "-o", ""}, {"--output", "empty"}},
    {{"run", "-o"}, {"--output"}},
};

const std::vector<BadLine> kBadInput = {
    {{"run", "fizzbuz"}, {"'fizzbuz'", "fizzbuzz"}},
    {{"run", "missing.bpf.o"}, {"missing.bpf.o", "No such file"}},
    {{"run", "folder/"}, {"folder/", "not a regular file"}},
    {{"run", "half.bpf.o"}, {"half.bpf.o"}},
    {{"run", "headless.bpf.o"}, {"headless.bpf.o"}},
    {{"run", "text.bpf.o"}, {"text.bpf.o", "not a BPF object"}},
    {{"run", "empty.bpf.o"}, {"empty.bpf.o", "not a BPF object"}},
    {{"run", kObject + ":nope"}, {"no program 'nope'", "v3_fibonacci.bpf.o"}},
    {{"run", kClassifier}, {"classifier.bpf.o", "no XDP program", "SEC(\"xdp\")"}},
    {{"run", kClassifier + ":classifier"}, {"classifier", "sched_cls", "xdp"}},
    {{"compare", kObject, kClassifier}, {"classifier.bpf.o", "no XDP program", "it has: "}},
    {{"gate", kClassifier, kObject}, {"classifier.bpf.o", "no XDP program", "it has: "}},
    {{"gate", kObject, "half.bpf.o"}, {"half.bpf.o"}},
    {{"gate", kObject, "good.json"}, {"good.json", "compare two objects, or two results"}},
    {{"check", "half.bpf.o"}, {"half.bpf.o"}},
    {{"check", kObject + ":nope"}, {"no program 'nope'"}},
    {{"run", "missing.json"}, {"missing.json", "No such file"}},
    {{"run", "newer.json"}, {"newer.json: $.schema_version: 2", "newer bpfmark"}},
    {{"run", "syntax.json"}, {"syntax.json", "line 2"}},
    {{"list", "syntax.json"}, {"syntax.json"}},
    {{"run", kObject, "--packet", "udp65"}, {"udp65", "udp64"}},
    {{"run", kObject, "--packet", "missing.pcap"}, {"missing.pcap", "No such file"}},
    {{"run", kObject, "--packet", "empty.pcap"}, {"empty.pcap"}},
    {{"run", kObject, "--packet", "frameless.pcap"}, {"frameless.pcap", "no frame"}},
    {{"run", kObject, "--packet", "cut.pcap"}, {"cut.pcap", "editcap"}},
    {{"run", kObject, "--packet", "large.pcap"}, {"large.pcap: frame 1", "3521", "3520"}},
    {{"run", "fizzbuzz", "--packet", "udp64"}, {"--packet", "OBJECT"}},
    {{"run", "good.json", "--packet", "udp64"}, {"--packet", "OBJECT"}},
    {{"run", kObject, "good.json"}, {"good.json is a suite"}},
    {{"run", "good.json", kObject}, {"good.json is a suite"}},
    {{"maps", "--from", "missing.json"}, {"missing.json", "No such file"}},
    {{"maps", "--from", "syntax.json"}, {"syntax.json"}},
    {{"maps", "--packets", "missing.json"}, {"missing.json", "No such file"}},
    {{"maps", "-o", "no/such/folder/r.json"}, {"no/such/folder/r.json", "No such file"}},
    {{"run", "-o", "no/such/folder/r.json"}, {"no/such/folder/r.json", "No such file"}},
    {{"run", "-o", "folder"}, {"folder", "directory"}},
};

void expect_refused(const BadLine& bad, const Ended& ended) {
  SCOPED_TRACE(::testing::PrintToString(bad.words));
  EXPECT_EQ(ended.exit_code, kExitBadInput) << "signal " << ended.signal;
  EXPECT_THAT(ended.out, IsEmpty());
  EXPECT_THAT(ended.err, ::testing::StartsWith("bpfmark: "));
  EXPECT_THAT(ended.err, Not(HasSubstr("internal error")));
  for (const char* part : bad.says) EXPECT_THAT(ended.err, HasSubstr(part));
}

TEST_F(Command, RefusesAWrongCommandLine) {
  for (const BadLine& bad : kBadUsage) expect_refused(bad, bpfmark(bad.words));
}

TEST_F(Command, RefusesABadInputInOneLine) {
  for (const BadLine& bad : kBadInput) {
    const Ended ended = bpfmark(bad.words);
    expect_refused(bad, ended);
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  }
}

TEST_F(Command, NamesEachMistakeOfASuiteOnceWithItsPlace) {
  for (const char* verb : {"run", "check", "list"}) {
    const Ended ended = bpfmark({verb, "broken.json"});
    EXPECT_EQ(ended.exit_code, kExitBadInput);
    const std::vector<const char*> places = {"$.name:", "$.versions[0].programm",
                                             "$.packets[0].builtin", "$.packets[1].size"};
    for (const std::string place : places) {
      const std::size_t at = ended.err.find("broken.json: " + place);
      ASSERT_NE(at, std::string::npos) << place << "\n" << ended.err;
      EXPECT_EQ(ended.err.find(place, at + 14 + place.size()), std::string::npos) << ended.err;
    }
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), std::ssize(places));
  }
}

TEST_F(Command, ReadsWhatIsGood) {
  EXPECT_EQ(bpfmark({"check", "good.json"}).exit_code, kExitFine);
  EXPECT_EQ(bpfmark({"list", "good.json"}).out, "good/v1/p\n");
  EXPECT_EQ(bpfmark({"check", kObject + ":v3_fibonacci"}).exit_code, kExitFine);
  // The capture is right, and the filter is what is refused: the table above can fail.
  const Ended ended = bpfmark({"run", kObject, "--packet", "good.pcap", "--filter", "no"});
  EXPECT_THAT(ended.err, HasSubstr("none of the 1 cases"));
}

// As `bpfmark help` lists them: two blanks, the verb, what it does.
Words verbs_in(const std::string& help) {
  Words verbs;
  std::istringstream in(help.substr(std::min(help.size(), help.find("\nSubcommands:\n"))));
  std::string line;
  std::getline(in, line);
  std::getline(in, line);
  while (std::getline(in, line) && line.rfind("  ", 0) == 0) {
    verbs.push_back(line.substr(2, line.find(' ', 2) - 2));
  }
  return verbs;
}

TEST_F(Command, HelpListsEveryVerbAndTheExitCodes) {
  const Ended help = bpfmark({"help"});
  EXPECT_EQ(help.exit_code, kExitFine);
  EXPECT_THAT(verbs_in(help.out),
              ::testing::IsSupersetOf({"run", "info", "list", "check", "help"}));
  EXPECT_THAT(help.out, HasSubstr("Exit codes: 0 fine, 1 regression, 2 bad input"));
  EXPECT_EQ(bpfmark({"--help"}).out, help.out);
}

TEST_F(Command, HelpOfEveryVerbHasExamples) {
  for (const std::string& verb : verbs_in(bpfmark({"help"}).out)) {
    for (const Words& words : {Words{verb, "--help"}, Words{"help", verb}}) {
      const Ended ended = bpfmark(words);
      EXPECT_EQ(ended.exit_code, kExitFine);
      EXPECT_THAT(ended.out, HasSubstr("bpfmark " + verb)) << ended.out;
      EXPECT_THAT(ended.out, ::testing::ContainsRegex("Examples?:\n.*bpfmark " + verb)) << verb;
      EXPECT_THAT(ended.err, IsEmpty());
    }
  }
}

TEST_F(Command, NamesTheMapOperationsWithoutRoot) {
  const Ended some = bpfmark({"maps", "--list"});
  EXPECT_EQ(some.exit_code, kExitFine) << some.err;
  EXPECT_THAT(some.out, HasSubstr("hash/lookup/entries:1024/key:4/value:8/hit/random\n"));
  const Ended all = bpfmark({"maps", "--list", "--full"});
  EXPECT_GT(all.out.size(), 2 * some.out.size());
}

TEST_F(Command, TellsItsVersion) {
  const Ended ended = bpfmark({"--version"});
  EXPECT_EQ(ended.exit_code, kExitFine);
  EXPECT_EQ(ended.out, "bpfmark " BPFMARK_VERSION "\n");
}

TEST_F(Command, IsNotLedAstrayByTheCurrentFolder) {
  folder_.write("fizzbuzz", "not the suite");
  folder_.write("bpf/drive/driver.bpf.o", "not the driver");
  EXPECT_THAT(bpfmark({"list", "fizzbuzz"}).out, HasSubstr("fizzbuzz/v3/fibonacci-large\n"));
  EXPECT_EQ(bpfmark({"check", "fizzbuzz"}).exit_code, kExitFine);
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The command where `cmake --install` has put it, for root and for nobody.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/temporary_folder_test.h"
#include "harness/cli/arguments/exit_code.h"
#include "harness/cli/command/child_process_test.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Words = std::vector<std::string>;

// Installed where everybody may read it: nobody may not look into a build tree below /root.
class InstalledCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::access(BPFMARK_BINARY_DIR, W_OK) != 0) GTEST_SKIP() << "not the owner of the build tree";
    // The component of all that has none: the list of files that a real installation left in the
    // build tree stays as it is.
    const Ended ended = ChildProcess({BPFMARK_CMAKE, "--install", BPFMARK_BINARY_DIR, "--component",
                                      "Unspecified", "--prefix", folder_.path()},
                                     {})
                            .wait();
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
  }

  Ended installed(Words words, const ChildOptions& options = {}) const {
    words.insert(words.begin(), (folder_.path() / "bin/bpfmark").string());
    return ChildProcess(words, options).wait();
  }
  Ended as_nobody(const Words& words, const fs::path& folder = "/") const {
    ChildOptions options;
    options.as_nobody = true;
    options.folder = folder;
    return installed(words, options);
  }

  TemporaryFolder folder_;
};

class KernelInstalledCommand : public InstalledCommand {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    InstalledCommand::SetUp();
  }
};

TEST_F(InstalledCommand, FindsWhatBelongsToItFromEveryFolder) {
  for (const char* folder : {"/", "/proc/self", "/tmp"}) {
    ChildOptions options;
    options.folder = folder;
    EXPECT_THAT(installed({"list", "fizzbuzz"}, options).out, HasSubstr("fizzbuzz/v4/mix\n"));
    const Ended check = installed({"check", "fizzbuzz"}, options);
    EXPECT_EQ(check.exit_code, kExitFine) << check.err;
  }
  EXPECT_THAT(installed({"list"}).out, HasSubstr(folder_.path().string() + "/share/bpfmark"));
}

TEST_F(InstalledCommand, WorksThroughALinkToIt) {
  const fs::path link = folder_.path() / "link";
  fs::create_symlink(folder_.path() / "bin/bpfmark", link);
  const Ended ended = ChildProcess({link, "check", "fizzbuzz"}, {}).wait();
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
}

TEST_F(InstalledCommand, SaysWhereItLookedWhenItIsNotWhole) {
  const fs::path elsewhere = folder_.path() / "some/where";
  fs::create_directories(elsewhere);
  fs::copy_file(folder_.path() / "bin/bpfmark", elsewhere / "bpfmark");
  const Ended ended = ChildProcess({elsewhere / "bpfmark", "list"}, {}).wait();
  EXPECT_EQ(ended.exit_code, kExitBadInput);
  EXPECT_THAT(ended.err, HasSubstr((elsewhere / "bpf").string()));
}

TEST_F(InstalledCommand, NeedsNoRootButToMeasure) {
  const std::vector<Words> all = {{"list"}, {"list", "fizzbuzz"}, {"check", "fizzbuzz"},
                                  {"help"}, {"help", "run"},      {"--version"},
                                  {"info"}, {"run", "--help"},    {"maps", "--list"}};
  for (const Words& words : all) {
    const Ended ended = as_nobody(words);
    EXPECT_EQ(ended.exit_code, kExitFine) << words.at(0) << ": " << ended.err;
    EXPECT_THAT(ended.out, ::testing::Not(IsEmpty()));
    EXPECT_THAT(ended.err, IsEmpty()) << words.at(0);
  }
  EXPECT_THAT(as_nobody({"info"}).out, HasSubstr("run as root"));
}

TEST_F(InstalledCommand, WhatMeasuresSaysThatItNeedsRoot) {
  const fs::path object = folder_.path() / "v3.bpf.o";
  fs::copy_file(BPFMARK_BINARY_DIR "/bpf/fizzbuzz/v3_fibonacci.bpf.o", object);
  for (const Words& words :
       {Words{"run", "--filter", "v1/fizz$"}, Words{"maps"}, Words{"profile", object},
        Words{"live", object, "--interface", "lo"}}) {
    const Ended ended = as_nobody(words);
    EXPECT_EQ(ended.exit_code, kExitCannotMeasure) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("run as root"));
    EXPECT_THAT(ended.out, IsEmpty());
  }
}

TEST_F(InstalledCommand, RefusesAnOutputThatItMayNotWrite) {
  const fs::path there = folder_.write("there.json", "{}");
  fs::permissions(there, fs::perms(0444));
  for (const char* output : {"new.json", "there.json"}) {
    const Ended ended = as_nobody({"run", "-o", (folder_.path() / output).string()});
    if (::geteuid() != 0) GTEST_SKIP() << "needs root, to be somebody else than the owner";
    EXPECT_EQ(ended.exit_code, kExitBadInput);
    EXPECT_THAT(ended.err, HasSubstr(output));
    EXPECT_THAT(ended.err, HasSubstr("Permission denied"));
  }
  EXPECT_EQ(text_of(there), "{}");
}

TEST_F(InstalledCommand, WorksWhereTheCurrentFolderMayNotBeRead) {
  const fs::path closed = folder_.path() / "closed";
  fs::create_directories(closed);
  fs::permissions(closed, fs::perms(0311));
  const Ended ended = as_nobody({"check", "fizzbuzz"}, closed);
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_EQ(as_nobody({"check", "no-suite"}, closed).exit_code, kExitBadInput);
  fs::permissions(closed, fs::perms(0755));
}

TEST_F(KernelInstalledCommand, MeasuresFromTheRoot) {
  const Ended ended = installed({"run", "--filter", "v[12]/none$", "--budget", "1"});
  EXPECT_EQ(ended.exit_code, kExitFine) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("none"));
}

}  // namespace
}  // namespace bpfmark

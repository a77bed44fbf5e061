// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/installation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/temporary_folder_test.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Where the configured layout puts things, seen from the folder of the command.
fs::path installed(const TemporaryFolder& root, const char* way) {
  return (root.path() / "bin" / way).lexically_normal();
}

TEST(Installation, BesideTheCommandInABuildTree) {
  const TemporaryFolder root;
  root.write("bpf/drive/driver.bpf.o", "");
  const auto found = find_installation_from(root.path());
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->objects, root.path() / "bpf");
  EXPECT_EQ(found->suites, root.path() / "suites");
}

TEST(Installation, WhereTheConfiguredLayoutPutsIt) {
  const TemporaryFolder root;
  fs::create_directories(root.path() / "bin");
  root.write(fs::path("bin") / BPFMARK_TO_OBJECTS / "drive/driver.bpf.o", "");
  const auto found = find_installation_from(root.path() / "bin");
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->objects, installed(root, BPFMARK_TO_OBJECTS));
  EXPECT_EQ(found->suites, installed(root, BPFMARK_TO_SUITES));
}

TEST(Installation, TheBuildTreeComesFirst) {
  const TemporaryFolder root;
  root.write("bin/bpf/drive/driver.bpf.o", "");
  root.write(fs::path("bin") / BPFMARK_TO_OBJECTS / "drive/driver.bpf.o", "");
  EXPECT_EQ(find_installation_from(root.path() / "bin")->objects, root.path() / "bin/bpf");
}

TEST(Installation, SaysWhereItLooked) {
  const TemporaryFolder root;
  fs::create_directories(root.path() / "bin");
  const auto found = find_installation_from(root.path() / "bin");
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().kind, ErrorKind::bad_input);
  EXPECT_THAT(found.error().message, HasSubstr((root.path() / "bin/bpf").string()));
  EXPECT_THAT(found.error().message, HasSubstr(installed(root, BPFMARK_TO_OBJECTS).string()));
}

TEST(Installation, NamesItsSuitesInOrder) {
  const TemporaryFolder root;
  for (const char* file : {"suites/b.json", "suites/a.json", "suites/notes.txt"}) {
    root.write(file, "{}");
  }
  EXPECT_THAT(builtin_suites({root.path(), root.path() / "suites"}), ElementsAre("a", "b"));
  EXPECT_THAT(builtin_suites({root.path(), root.path() / "missing"}), IsEmpty());
}

TEST(Installation, OfThisBuildIsWhole) {
  const auto found = find_installation_from(BPFMARK_BINARY_DIR);
  ASSERT_TRUE(found) << found.error().message;
  const auto drive = drive_objects(*found);
  EXPECT_TRUE(drive) << drive.error().message;
  EXPECT_THAT(builtin_suites(*found), ::testing::Contains("fizzbuzz"));
}

}  // namespace
}  // namespace bpfmark

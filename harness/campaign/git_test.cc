// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/git.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "harness/base/temporary_folder_test.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;

class GitTest : public ::testing::Test {
 protected:
  GitTest() { fs::current_path(folder_.path()); }
  ~GitTest() override { fs::current_path(before_); }

  static bool git(const std::string& arguments) {
    const std::string who = "-c user.name=t -c user.email=t@example.org -c commit.gpgsign=false ";
    return std::system(("git " + who + arguments + " >/dev/null 2>&1").c_str()) == 0;
  }
  bool make_repository() const {
    folder_.write("file", "one");
    return git("init -b trunk") && git("add file") && git("commit -m one");
  }

  TemporaryFolder folder_;

 private:
  fs::path before_ = fs::current_path();
};

TEST_F(GitTest, NoneOutsideARepository) {
  EXPECT_FALSE(current_git());
}

TEST_F(GitTest, NoneBeforeTheFirstCommit) {
  if (!git("init")) GTEST_SKIP() << "git is missing";
  EXPECT_FALSE(current_git());
}

TEST_F(GitTest, CommitBranchAndChanges) {
  if (!make_repository()) GTEST_SKIP() << "git is missing";
  const auto clean = current_git();
  ASSERT_TRUE(clean);
  EXPECT_EQ(clean->commit.size(), 40U);
  EXPECT_EQ(clean->branch, "trunk");
  EXPECT_FALSE(clean->dirty);

  // A result file beside the sources is no change of them.
  folder_.write("result.json", "{}");
  EXPECT_FALSE(current_git()->dirty);

  folder_.write("file", "two");
  EXPECT_TRUE(current_git()->dirty);
  EXPECT_EQ(current_git()->commit, clean->commit);
}

TEST_F(GitTest, TheRepositoryOfAFolderWithin) {
  if (!make_repository()) GTEST_SKIP() << "git is missing";
  fs::create_directories(folder_.path() / "deep/er");
  fs::current_path(folder_.path() / "deep/er");
  ASSERT_TRUE(current_git());
  EXPECT_EQ(current_git()->branch, "trunk");
}

TEST_F(GitTest, WhatOthersNeedToKnowOfTheCommit) {
  if (!make_repository()) GTEST_SKIP() << "git is missing";
  const auto alone = current_git();
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->subject, "one");
  EXPECT_EQ(alone->author, "t");
  EXPECT_EQ(alone->committed_at->size(), std::string("2026-01-02T03:04:05+00:00").size());
  EXPECT_FALSE(alone->repository);

  ASSERT_TRUE(git("remote add origin https://me:secret@example.org/owner/name.git"));
  EXPECT_EQ(current_git()->repository, "https://example.org/owner/name");
  ASSERT_TRUE(git("checkout --detach"));
  EXPECT_EQ(current_git()->branch, "");
}

TEST(RepositoryAddress, IsWhatABrowserOpens) {
  const std::string expected = "https://example.org/owner/name";
  for (const char* remote :
       {"https://example.org/owner/name", "https://example.org/owner/name.git",
        "https://user:secret@example.org/owner/name.git/", "http://example.org/owner/name",
        "https://token@example.org:8443/owner/name.git", "git@example.org:owner/name.git",
        "ssh://git@example.org:22/owner/name.git", "example.org:owner/name"}) {
    EXPECT_EQ(repository_address(remote), expected) << remote;
  }
  for (const char* remote :
       {"", "/srv/git/name.git", "../name", "file:///srv/name", "alias:name"}) {
    EXPECT_FALSE(repository_address(remote)) << remote;
  }
}

TEST_F(GitTest, NoneWithoutTheCommand) {
  if (!make_repository()) GTEST_SKIP() << "git is missing";
  const std::string path = std::getenv("PATH");
  ::setenv("PATH", "/nowhere", 1);
  EXPECT_FALSE(current_git());
  ::setenv("PATH", path.c_str(), 1);
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/base/file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

namespace bpfmark {
namespace {

namespace fs = std::filesystem;

class FileTest : public ::testing::Test {
 protected:
  FileTest() {
    std::string name = (fs::temp_directory_path() / "bpfmark-file-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~FileTest() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST_F(FileTest, ReadsBackWhatWasWritten) {
  const fs::path path = folder_ / "a.json";
  ASSERT_TRUE(write_file(path, "first"));
  ASSERT_TRUE(write_file(path, "second"));
  EXPECT_EQ(read_file(path, 100).value(), "second");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), {}), 1) << "a temporary file is left";
}

TEST_F(FileTest, KeepsTheModeOfTheFileItReplaces) {
  const fs::path path = folder_ / "a.json";
  ASSERT_TRUE(write_file(path, "x"));
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  ASSERT_TRUE(write_file(path, "y"));
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(FileTest, RefusesAFileOverTheLimit) {
  const fs::path path = folder_ / "big";
  ASSERT_TRUE(write_file(path, std::string(101, 'x')));
  const auto text = read_file(path, 100);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().kind, ErrorKind::bad_input);
  EXPECT_NE(text.error().message.find("larger than 100 bytes"), std::string::npos);
}

TEST_F(FileTest, NamesTheFileThatIsMissingOrAFolder) {
  EXPECT_NE(read_file(folder_ / "none", 1).error().message.find("none: No such file"),
            std::string::npos);
  EXPECT_NE(read_file(folder_, 1).error().message.find("Is a directory"), std::string::npos);
}

TEST_F(FileTest, DoesNotHangOnAPipeWithoutAWriter) {
  const fs::path pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_EQ(read_file(pipe, 10).value(), "");
}

TEST_F(FileTest, SaysBeforehandThatItCannotWrite) {
  EXPECT_TRUE(check_writable(folder_ / "new.json"));
  EXPECT_TRUE(check_writable("-"));
  EXPECT_TRUE(check_writable("/dev/null"));
  EXPECT_FALSE(check_writable(folder_ / "missing" / "new.json"));
  EXPECT_FALSE(check_writable(folder_));
  EXPECT_FALSE(write_file(folder_ / "missing" / "new.json", "x"));
}

}  // namespace
}  // namespace bpfmark

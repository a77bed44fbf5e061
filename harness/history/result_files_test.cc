// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/history/result_files.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "harness/base/file.h"
#include "harness/result/file/report_json.h"
#include "harness/result/sample_report_test.h"

namespace bpfmark {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ResultFiles : public ::testing::Test {
 protected:
  ResultFiles() { fs::create_directories(folder_); }
  ~ResultFiles() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) const {
    fs::create_directories((folder_ / name).parent_path());
    EXPECT_TRUE(write_file(folder_ / name, text));
    return folder_ / name;
  }
  std::vector<std::string> names(const std::vector<std::string>& given) const {
    const auto found = find_result_files(given);
    std::vector<std::string> relative;
    if (!found) return {found.error().message};
    for (const fs::path& file : *found) relative.push_back(fs::relative(file, folder_));
    return relative;
  }

  fs::path folder_ = fs::path(::testing::TempDir()) / fmt::format("result-files-{}", ::getpid());
};

TEST_F(ResultFiles, AFolderStandsForItsResultsInOrder) {
  for (const char* name : {"b/2.json", "b/1.json", "a/9.json", "notes.txt", ".git/x.json",
                           ".hidden.json", "b/1.json.123.tmp"}) {
    write(name, "{}");
  }
  EXPECT_THAT(names({folder_}), ElementsAre("a/9.json", "b/1.json", "b/2.json"));
  EXPECT_THAT(names({folder_ / "b", folder_ / "a/9.json"}),
              ElementsAre("b/1.json", "b/2.json", "a/9.json"));
}

TEST_F(ResultFiles, AFolderWithoutAnyIsAMistake) {
  write("empty/notes.txt", "");
  EXPECT_THAT(names({folder_ / "empty"}).at(0), HasSubstr("empty holds no result file (.json)"));
}

TEST_F(ResultFiles, BrokenOnesAreNamedAndTheOthersRead) {
  std::vector<fs::path> files;
  for (int i = 0; i < 150; ++i) {
    Report report = full_report();
    report.run.id = fmt::format("run {}", i);
    const bool broken = i == 7 || i == 100;
    files.emplace_back(write(fmt::format("{:03}.json", i), broken ? "{" : report_to_json(report)));
  }
  files.emplace_back(folder_ / "missing.json");
  std::vector<std::string> ids;
  const auto errors =
      read_files<Report>(files, read_report, [&ids](const fs::path& file, Report&& report) {
        EXPECT_EQ(std::stoi(file.stem()), std::stoi(report.run.id.substr(4)));
        ids.push_back(report.run.id);
      });
  ASSERT_EQ(errors.size(), 3U);
  EXPECT_THAT(errors[0].message, HasSubstr("007.json: line 1"));
  EXPECT_THAT(errors[1].message, HasSubstr("100.json"));
  EXPECT_THAT(errors[2].message, HasSubstr("missing.json"));
  ASSERT_EQ(ids.size(), 148U);
  EXPECT_EQ(ids.front(), "run 0");
  EXPECT_EQ(ids.back(), "run 149");
}

}  // namespace
}  // namespace bpfmark

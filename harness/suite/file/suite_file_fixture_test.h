// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// For the tests of the suite file: writes a suite into a folder of its own, and reads it.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "harness/base/file.h"
#include "harness/suite/file/suite_file.h"

namespace bpfmark {

class SuiteFile : public ::testing::Test {
 protected:
  SuiteFile() {
    std::string name = (std::filesystem::temp_directory_path() / "bpfmark-suite-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    path_ = folder_ / "s.json";
  }
  ~SuiteFile() override { std::filesystem::remove_all(folder_); }

  Result<Suite> read(const std::string& text, const SuiteSearch& search = {}) const {
    EXPECT_TRUE(write_file(path_, text));
    return read_suite(path_, search);
  }
  // A whole suite around the list of packets.
  Result<Suite> read_packets(const std::string& packets) const {
    return read(R"({"schema_version": 1, "name": "s", "versions": [{"name": "v1", "object": "a.o"},
                    {"name": "v2", "object": "b.o"}], "packets": [)" +
                packets + "]}");
  }
  // A whole suite with the packets "p" and "q" around the list of sweeps.
  Result<Suite> read_sweeps(const std::string& sweeps) const {
    return read_packets(R"({"name": "p", "size": 64}, {"name": "q", "size": 65}], "sweeps": [)" +
                        sweeps);
  }
  Suite must_read_packets(const std::string& packets) const {
    const auto suite = read_packets(packets);
    EXPECT_TRUE(suite) << suite.error().detail;
    return suite.value();
  }
  // The lines of all mistakes, without the file's name.
  std::vector<std::string> mistakes(const Result<Suite>& suite) const {
    if (suite) return {"no mistake"};
    EXPECT_EQ(suite.error().kind, ErrorKind::bad_input);
    std::istringstream detail(suite.error().detail);
    std::vector<std::string> lines;
    for (std::string line; std::getline(detail, line);) {
      EXPECT_EQ(line.find(path_.string()), 0U) << line;
      EXPECT_LT(line.size(), 1000U);
      lines.push_back(line.substr(std::min(line.size(), path_.string().size() + 2)));
    }
    EXPECT_EQ(suite.error().message, suite.error().detail.substr(0, suite.error().message.size()));
    EXPECT_EQ(suite.error().message.find('\n'), std::string::npos);
    return lines;
  }
  std::filesystem::path folder_;
  std::filesystem::path path_;
};

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A folder that stands for "/", with the files of /proc and /sys that a test puts there.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace bpfmark {

inline constexpr const char* kGovernor = "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor";

class FakeRoot : public ::testing::Test {
 protected:
  FakeRoot()
      : root_(std::filesystem::temp_directory_path() /
              ("bpfmark_root_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(root_);
  }
  ~FakeRoot() override { std::filesystem::remove_all(root_); }

  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }

  const std::filesystem::path root_;
};

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The rules of the layout that a compiler does not see: who includes whom.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace bpfmark {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kFlow = {"base",   "packet",  "suite",     "profile",
                                        "kernel", "measure", "stats",     "result",
                                        "gate",   "export",  "dashboard", "cli"};

struct Include {
  fs::path file;
  std::string folder;  // under harness/ that the file lies in
  std::string target;  // what stands between the quotes or brackets
};

std::ptrdiff_t place_of(const std::string& folder) {
  return std::find(kFlow.begin(), kFlow.end(), folder) - kFlow.begin();
}

std::vector<Include> includes_of_harness() {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
  const fs::path harness = BPFMARK_SOURCE_DIR "/harness";
  std::vector<Include> found;
  for (const auto& entry : fs::recursive_directory_iterator(harness)) {
    const std::string extension = entry.path().extension();
    if (extension != ".cc" && extension != ".h") continue;
    const std::string folder = *fs::relative(entry.path(), harness).begin();
    std::ifstream in(entry.path());
    std::smatch match;
    for (std::string line; std::getline(in, line);) {
      if (std::regex_search(line, match, kInclude)) found.push_back({entry, folder, match[1]});
    }
  }
  return found;
}

// "stats" of "harness/stats/interval.h"; empty for what is not under harness/.
std::string folder_of_target(const std::string& target) {
  const std::string start = "harness/";
  if (target.rfind(start, 0) != 0) return "";
  return target.substr(start.size(), target.find('/', start.size()) - start.size());
}

TEST(Layering, EveryFolderHasAPlaceInTheFlow) {
  for (const auto& entry : fs::directory_iterator(BPFMARK_SOURCE_DIR "/harness")) {
    if (!entry.is_directory()) continue;
    EXPECT_LT(place_of(entry.path().filename()), std::ssize(kFlow)) << entry.path();
  }
}

TEST(Layering, NoFolderIncludesOneBelowIt) {
  std::size_t checked = 0;
  for (const Include& include : includes_of_harness()) {
    const std::string target = folder_of_target(include.target);
    if (target.empty()) continue;
    ++checked;
    EXPECT_LT(place_of(target), std::ssize(kFlow)) << include.file << ": " << include.target;
    EXPECT_LE(place_of(target), place_of(include.folder))
        << include.file << " includes " << include.target;
  }
  EXPECT_GT(checked, 100U) << "the scan has missed the sources";
}

TEST(Layering, OnlyTheKernelFolderIncludesLibbpfAndLibxdp) {
  std::size_t seen = 0;
  for (const Include& include : includes_of_harness()) {
    // bpf/drive/*.h, bpf/maps/*.h and bpf/fizzbuzz/*.h are this project's own, shared with its BPF
    // programs.
    if (include.target.rfind("bpf/drive/", 0) == 0) continue;
    if (include.target.rfind("bpf/maps/", 0) == 0) continue;
    if (include.target.rfind("bpf/fizzbuzz/", 0) == 0) continue;
    if (include.target.rfind("bpf/", 0) != 0 && include.target.rfind("xdp/", 0) != 0) continue;
    ++seen;
    EXPECT_EQ(include.folder, "kernel") << include.file << " includes " << include.target;
  }
  EXPECT_GT(seen, 10U) << "the scan has missed harness/kernel";
}

}  // namespace
}  // namespace bpfmark

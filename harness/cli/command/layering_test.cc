// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The rules of the layout that a compiler does not see: who includes whom.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

namespace bpfmark {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxFiles = 20;

enum class Kind { pure, kernel, command };

struct Room {
  std::string folder;  // under harness/
  Kind kind;
};

// In the order of harness/CMakeLists.txt, which is that of the flow of data.
std::vector<Room> rooms() {
  static const std::regex kRoom(R"re(^harness_room\((\S+?)( KERNEL| COMMAND)?[ )].*)re");
  std::ifstream in(BPFMARK_SOURCE_DIR "/harness/CMakeLists.txt");
  std::vector<Room> found;
  std::smatch match;
  for (std::string line; std::getline(in, line);) {
    if (!std::regex_match(line, match, kRoom)) continue;
    const std::string kind = match[2];
    found.push_back({match[1], kind.empty()        ? Kind::pure
                               : kind == " KERNEL" ? Kind::kernel
                                                   : Kind::command});
  }
  return found;
}

struct Include {
  fs::path file;
  std::string folder;  // under harness/ that the file lies in
  std::string target;  // what stands between the quotes or brackets
};

// One past the last where there is no such room.
std::size_t place_of(const std::vector<Room>& flow, const std::string& folder) {
  const auto found = std::find_if(flow.begin(), flow.end(),
                                  [&](const Room& room) { return room.folder == folder; });
  return static_cast<std::size_t>(found - flow.begin());
}

std::vector<Include> includes_of_harness() {
  static const std::regex kInclude(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
  const fs::path harness = BPFMARK_SOURCE_DIR "/harness";
  std::vector<Include> found;
  for (const auto& entry : fs::recursive_directory_iterator(harness)) {
    const std::string extension = entry.path().extension();
    if (extension != ".cc" && extension != ".h") continue;
    const std::string folder = fs::relative(entry.path().parent_path(), harness);
    std::ifstream in(entry.path());
    std::smatch match;
    for (std::string line; std::getline(in, line);) {
      if (std::regex_search(line, match, kInclude)) found.push_back({entry, folder, match[1]});
    }
  }
  return found;
}

// "kernel/map" of "harness/kernel/map/map_access.h"; empty for what is not under harness/.
std::string folder_of_target(const std::string& target) {
  const std::string start = "harness/";
  if (!target.starts_with(start)) return "";
  return fs::path(target.substr(start.size())).parent_path();
}

TEST(Layering, EveryFolderHasAPlaceInTheFlow) {
  const std::vector<Room> flow = rooms();
  ASSERT_GT(flow.size(), 20U) << "the scan has missed the rooms";
  for (const Include& include : includes_of_harness()) {
    EXPECT_LT(place_of(flow, include.folder), flow.size()) << include.file;
  }
}

TEST(Layering, NoRoomIncludesALaterOneAndNoPureOneTheKernel) {
  const std::vector<Room> flow = rooms();
  std::size_t checked = 0;
  for (const Include& include : includes_of_harness()) {
    const std::string target = folder_of_target(include.target);
    if (target.empty()) continue;
    ++checked;
    const std::size_t from = place_of(flow, include.folder);
    const std::size_t to = place_of(flow, target);
    ASSERT_LT(to, flow.size()) << include.file << ": " << include.target;
    EXPECT_LE(to, from) << include.file << " includes " << include.target;
    EXPECT_LE(flow[to].kind, flow[from].kind) << include.file << " includes " << include.target;
  }
  EXPECT_GT(checked, 100U) << "the scan has missed the sources";
}

TEST(Layering, AFolderHoldsWhatOneCanSeeAtOnce) {
  const std::vector<Room> flow = rooms();
  for (const Room& room : flow) {
    const fs::path folder = fs::path(BPFMARK_SOURCE_DIR "/harness") / room.folder;
    const auto files = std::count_if(fs::directory_iterator(folder), fs::directory_iterator(),
                                     [](const auto& entry) { return entry.is_regular_file(); });
    EXPECT_LE(files, kMaxFiles) << folder;
  }
}

// What the dynamic linker would load, by the binary's own list.
std::string needed_by(const fs::path& binary) {
  const std::string command = "readelf --dynamic " + binary.string();
  std::string text;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return text;
  char buffer[4096];
  while (const std::size_t length = std::fread(buffer, 1, sizeof buffer, pipe)) {
    text.append(buffer, length);
  }
  return ::pclose(pipe) == 0 ? text : "";
}

TEST(Layering, TestsOfPureRoomsLinkWithoutTheKernelsLibraries) {
  std::size_t looked_at = 0;
  for (const Room& room : rooms()) {
    std::string name = room.folder + "_test";
    std::replace(name.begin(), name.end(), '/', '_');
    const fs::path binary = fs::path(BPFMARK_BINARY_DIR "/harness") / name;
    if (room.kind != Kind::pure || !fs::exists(binary)) continue;
    const std::string needed = needed_by(binary);
    ASSERT_NE(needed.find("libstdc++"), std::string::npos) << binary << ": " << needed;
    for (const char* library : {"libbpf", "libxdp", "libnl"}) {
      EXPECT_EQ(needed.find(library), std::string::npos) << binary << " needs " << library;
    }
    ++looked_at;
  }
  EXPECT_GT(looked_at, 10U) << "the scan has missed the tests";
}

TEST(Layering, OnlyTheKernelFolderIncludesLibbpfAndLibxdp) {
  std::size_t seen = 0;
  for (const Include& include : includes_of_harness()) {
    // bpf/drive/*.h, bpf/maps/*.h and bpf/fizzbuzz/*.h are this project's own, shared with its BPF
    // programs.
    const std::string& target = include.target;
    if (target.starts_with("bpf/drive/") || target.starts_with("bpf/maps/") ||
        target.starts_with("bpf/fizzbuzz/")) {
      continue;
    }
    if (!target.starts_with("bpf/") && !target.starts_with("xdp/")) continue;
    ++seen;
    EXPECT_TRUE(include.folder.starts_with("kernel/"))
        << include.file << " includes " << include.target;
  }
  EXPECT_GT(seen, 10U) << "the scan has missed harness/kernel";
}

}  // namespace
}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// For tests: what lives in the kernel now, so that it can be told what a process has left there.
#pragma once

#include <linux/bpf.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <thread>

namespace bpfmark {

using Ids = std::set<std::uint64_t>;

struct KernelObjects {
  Ids programs;
  Ids maps;
  Ids links;
  Ids networks;  // inodes of network namespaces

  bool operator==(const KernelObjects&) const = default;
};

inline Ids bpf_ids(bpf_cmd next_id) {
  Ids ids;
  bpf_attr attr{};
  while (::syscall(SYS_bpf, next_id, &attr, sizeof attr) == 0) {
    ids.insert(attr.next_id);
    attr.start_id = attr.next_id;
  }
  return ids;
}

// Those that a process is in, and those that are mounted somewhere.
inline Ids network_namespaces() {
  Ids inodes;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    const std::string name = entry.path().filename();
    if (!std::all_of(name.begin(), name.end(), ::isdigit)) continue;
    struct stat status {};
    const std::string path = entry.path().string() + "/ns/net";
    if (::stat(path.c_str(), &status) == 0) inodes.insert(status.st_ino);
  }
  std::ifstream mounts("/proc/self/mountinfo");
  for (std::string line; std::getline(mounts, line);) {
    const std::size_t at = line.find(" net:[");
    if (at != std::string::npos) inodes.insert(std::stoull(line.substr(at + 6)));
  }
  return inodes;
}

inline KernelObjects kernel_objects() {
  return {bpf_ids(BPF_PROG_GET_NEXT_ID), bpf_ids(BPF_MAP_GET_NEXT_ID),
          bpf_ids(BPF_LINK_GET_NEXT_ID), network_namespaces()};
}

inline Ids without(const Ids& all, const Ids& known) {
  Ids rest;
  std::set_difference(all.begin(), all.end(), known.begin(), known.end(),
                      std::inserter(rest, rest.end()));
  return rest;
}

inline KernelObjects without(const KernelObjects& all, const KernelObjects& known) {
  return {without(all.programs, known.programs), without(all.maps, known.maps),
          without(all.links, known.links), without(all.networks, known.networks)};
}

// What of `suspects` is still there when patience ends. The kernel frees with a delay, and the
// objects of a stranger's run, which may be among them, go too: ids are not given twice.
inline KernelObjects left_of(const KernelObjects& suspects, std::chrono::seconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const KernelObjects now = kernel_objects();
    const KernelObjects left = without(suspects, without(suspects, now));
    if (left == KernelObjects{} || std::chrono::steady_clock::now() > deadline) return left;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/installation.h"

#include <fmt/format.h>

#include <algorithm>

namespace bpfmark {
namespace fs = std::filesystem;

Result<Installation> find_installation_from(const fs::path& folder) {
  const Installation build{folder / "bpf", folder / "suites"};
  const Installation installed{(folder / BPFMARK_TO_OBJECTS).lexically_normal(),
                               (folder / BPFMARK_TO_SUITES).lexically_normal()};
  for (const Installation& each : {build, installed}) {
    std::error_code error;
    if (fs::exists(each.objects / "drive" / "driver.bpf.o", error)) return each;
  }
  return bad_input(
      fmt::format("bpfmark's own objects are neither in {} nor in {}: build or install "
                  "it whole",
                  build.objects.string(), installed.objects.string()));
}

Result<Installation> find_installation() {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) return bad_input("cannot tell where this command lies: /proc is not mounted");
  return find_installation_from(self.parent_path());
}

Result<DriveObjects> drive_objects(const Installation& installation) {
  const fs::path& folder = installation.objects;
  BPFMARK_ASSIGN(driver, read_image(folder / "drive/driver.bpf.o"));
  BPFMARK_ASSIGN(canary, read_image(folder / "drive/canary.bpf.o"));
  BPFMARK_ASSIGN(queue, read_image(folder / "drive/queue.bpf.o"));
  BPFMARK_ASSIGN(reference, read_image(folder / "fizzbuzz/pass.bpf.o"));
  return DriveObjects{driver, canary, queue, reference};
}

std::vector<std::string> builtin_suites(const Installation& installation) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(installation.suites, error)) {
    if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace bpfmark

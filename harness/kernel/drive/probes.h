// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What this kernel lets this process do, tried out rather than read from a version number.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace bpfmark {

struct Feature {
  std::string name;  // "XDP test runs"
  bool available = false;
  std::string without;  // what bpfmark does without it; or why it is not there
};

// Loads and runs the objects of `folder` (bpf/) and takes them away again.
std::vector<Feature> probe_features(const std::filesystem::path& folder);

}  // namespace bpfmark

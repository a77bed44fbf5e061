// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where the command finds what belongs to it: beside itself in a build tree, or where
// `cmake --install` put it. Never relative to the current folder.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/drive/kernel_runner.h"

namespace bpfmark {

struct Installation {
  std::filesystem::path objects;  // holds fizzbuzz/*.bpf.o, drive/*.bpf.o
  std::filesystem::path suites;   // holds *.json
};

// Bad input: neither place has the objects; the message says where was looked.
Result<Installation> find_installation();

// The same for a command that lies in `folder`; for tests.
Result<Installation> find_installation_from(const std::filesystem::path& folder);

// Read once. Bad input: as read_image().
Result<DriveObjects> drive_objects(const Installation& installation);

// Names of the built-in suites, sorted.
std::vector<std::string> builtin_suites(const Installation& installation);

}  // namespace bpfmark

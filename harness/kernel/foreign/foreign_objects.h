// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The objects that a command is given. Each file is read once, and each of its programs tried once,
// however often they are named and loaded: all that one command says is of the same bytes, and none
// of them is opened here that libbpf does not survive. Not thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "harness/base/error.h"
#include "harness/kernel/object/object_image.h"
#include "harness/suite/suite.h"

namespace bpfmark {

class ForeignObjects {
 public:
  // Bad input and interrupted: as read_image() and try_program().
  Result<ProgramImage> read(const ProgramRef& ref);

 private:
  std::map<std::filesystem::path, SharedImage> images_;
  std::set<std::pair<std::filesystem::path, std::string>> tried_;
};

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/git.h"

#include <cstdio>
#include <memory>
#include <string>

namespace bpfmark {
namespace {

// First line of what a git command prints; none where it fails. safe.directory: as root git refuses
// a user's checkout, though it is only read here.
std::optional<std::string> git(const char* arguments) {
  const std::string command =
      std::string("git -c safe.directory='*' ") + arguments + " 2>/dev/null </dev/null";
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) return std::nullopt;
  std::string text;
  char chunk[512];
  while (std::fgets(chunk, sizeof chunk, pipe) != nullptr) text += chunk;
  if (::pclose(pipe) != 0) return std::nullopt;
  return text.substr(0, text.find('\n'));
}

}  // namespace

std::optional<Git> current_git() {
  const auto commit = git("rev-parse HEAD");
  const auto branch = git("rev-parse --abbrev-ref HEAD");
  const auto changes = git("status --porcelain --untracked-files=no");
  if (!commit || !branch || !changes) return std::nullopt;
  return Git{*commit, *branch, !changes->empty()};
}

}  // namespace bpfmark

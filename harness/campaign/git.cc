// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/git.h"

#include <re2/re2.h>

#include <cstdio>
#include <string>
#include <vector>

namespace bpfmark {
namespace {

// The lines that a git command prints; none where it fails. safe.directory: as root git refuses a
// user's checkout, though it is only read here.
std::optional<std::vector<std::string>> git_lines(const char* arguments) {
  const std::string command =
      std::string("git -c safe.directory='*' ") + arguments + " 2>/dev/null </dev/null";
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (pipe == nullptr) return std::nullopt;
  std::string text;
  char chunk[512];
  while (std::fgets(chunk, sizeof chunk, pipe) != nullptr) text += chunk;
  if (::pclose(pipe) != 0) return std::nullopt;
  std::vector<std::string> lines;
  for (std::size_t start = 0, end = 0; start < text.size(); start = end + 1) {
    end = std::min(text.find('\n', start), text.size());
    lines.push_back(text.substr(start, end - start));
  }
  return lines;
}

std::optional<std::string> git_line(const char* arguments) {
  const auto lines = git_lines(arguments);
  if (!lines) return std::nullopt;
  return lines->empty() ? "" : lines->front();
}

}  // namespace

std::optional<std::string> repository_address(const std::string& remote) {
  // https://user:token@host:port/owner/name.git, ssh://git@host/owner/name, git@host:owner/name.git
  static const re2::RE2 kUrl(
      R"((?:https?|ssh|git)://(?:[^/@]*@)?([^/@:]+)(?::\d+)?/(.+?)(?:\.git)?/?)");
  static const re2::RE2 kScp(R"((?:[^/@:]+@)?([^/@:]+):([^/].*?)(?:\.git)?/?)");
  std::string host;
  std::string path;
  if (remote.size() > 1000) return std::nullopt;
  if (!re2::RE2::FullMatch(remote, kUrl, &host, &path) &&
      !re2::RE2::FullMatch(remote, kScp, &host, &path)) {
    return std::nullopt;
  }
  if (host.find('.') == std::string::npos) return std::nullopt;  // an alias of ssh's
  return "https://" + host + "/" + path;
}

std::optional<Git> current_git() {
  // %H commit, %s subject, %an author's name, %cI the committer's date, RFC 3339
  const auto commit = git_lines("log -1 --no-show-signature --format='%H%n%an%n%cI%n%s'");
  const auto branch = git_line("rev-parse --abbrev-ref HEAD");
  const auto changes = git_lines("status --porcelain --untracked-files=no");
  if (!commit || commit->size() < 3 || !branch || !changes) return std::nullopt;
  Git git;
  git.commit = (*commit)[0];
  git.branch = *branch == "HEAD" ? "" : *branch;
  git.dirty = !changes->empty();
  git.author = (*commit)[1];
  git.committed_at = (*commit)[2];
  git.subject = commit->size() > 3 ? (*commit)[3] : "";
  git.repository = repository_address(git_line("config --get remote.origin.url").value_or(""));
  return git;
}

}  // namespace bpfmark

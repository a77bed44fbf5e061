// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/selection.h"

#include <fmt/format.h>

#include <regex>

namespace bpfmark {

namespace {

// std::regex parses by recursion: a longer one could take all of the stack.
constexpr std::size_t kMaxFilterBytes = 1000;

}  // namespace

Result<std::vector<SelectedPacket>> select_cases(const Suite& suite, const std::string& filter) {
  if (filter.size() > kMaxFilterBytes) {
    return bad_input(
        fmt::format("--filter: {} bytes, allowed: {}", filter.size(), kMaxFilterBytes));
  }
  std::regex pattern;
  try {
    pattern = std::regex(filter, std::regex::ECMAScript);
  } catch (const std::regex_error& error) {
    return bad_input(
        fmt::format("--filter {}: not a regular expression: {}", filter, error.what()));
  }
  std::vector<SelectedPacket> selected;
  for (std::size_t packet = 0; packet < suite.packets.size(); ++packet) {
    SelectedPacket each{packet, {}};
    for (std::size_t version = 0; version < suite.versions.size(); ++version) {
      if (std::regex_search(case_name(suite, {version, packet}), pattern)) {
        each.versions.push_back(version);
      }
    }
    if (!each.versions.empty()) selected.push_back(std::move(each));
  }
  if (selected.empty()) {
    return bad_input(
        fmt::format("--filter {} selects none of the {} cases of suite '{}'; "
                    "`bpfmark list` names them",
                    filter, suite.versions.size() * suite.packets.size(), suite.name));
  }
  return selected;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/suite/selection.h"

#include <fmt/format.h>

#include "harness/text/pattern.h"

namespace bpfmark {

Result<std::vector<SelectedPacket>> select_cases(const Suite& suite, const std::string& filter) {
  BPFMARK_ASSIGN(pattern, compile_filter(filter));
  std::vector<SelectedPacket> selected;
  for (std::size_t packet = 0; packet < suite.packets.size(); ++packet) {
    SelectedPacket each{packet, {}};
    for (std::size_t version = 0; version < suite.versions.size(); ++version) {
      if (pattern.found_in(case_name(suite, {version, packet}))) {
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

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What must be said of the way that packets took through a program. Pure.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/profile/path/warning.h"
#include "harness/profile/profile.h"
#include "harness/suite/verdict.h"

namespace bpfmark {

// Of what was returned. `type`: "xdp" or "sched_cls".
std::vector<Warning> verdict_warnings(std::string_view type,
                                      const std::vector<std::uint32_t>& verdicts);

// Of the calls in the later pass of one packet of the profile.
std::vector<Warning> call_warnings(const Profile& profile, const PacketCounts& counts);

// What some packets reached of a program, to be added up over more of them.
struct Reached {
  std::map<std::pair<std::string, std::uint32_t>, bool> lines;  // by file and line: executed
  std::vector<std::string> unset;  // the constants that were read, each once
  std::string way_out;             // of the packet that got furthest, as FewLinesReached::place
  std::uint64_t instructions = 0;  // that it executed

  void add(const Reached& other);
};

// In both passes of a packet.
Reached reached_by(const Profile& profile, const PacketCounts& counts);

// Few lines where less than a quarter of twenty or more were executed.
std::vector<Note> reach_notes(const Reached& reached);

}  // namespace bpfmark

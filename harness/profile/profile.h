// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What was counted: how often each block of each program ran, packet by packet. Plain data; what
// can be read from it is in profile/figures.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/profile/flow/flow_graph.h"
#include "harness/profile/program_code.h"
#include "harness/profile/verifier_statistics.h"

namespace bpfmark {

struct ProfiledProgram {
  ProgramCode code;
  FlowGraph graph;
  VerifierStatistics verifier;  // without counters
  std::size_t counters = 0;
  // With counters:
  std::size_t counted_slots = 0;
  std::optional<std::uint64_t> counted_verified_insns;  // none where it took several loads
};

// By program, by block: how often it ran.
using Hits = std::vector<std::vector<std::uint64_t>>;

// One pass over the frames of a packet.
struct PassCounts {
  Hits hits;                                // of all frames together
  std::vector<std::uint64_t> instructions;  // by frame
  std::vector<std::uint32_t> verdicts;      // by frame
};

// A call that can fail without a word, and how often it did, in the later pass.
struct WatchedCall {
  std::size_t program = 0;  // index into Profile::programs
  std::size_t slot = 0;
  std::uint64_t calls = 0;
  std::uint64_t failures = 0;
  std::optional<std::uint64_t> argument;  // of a failing call: an index, a key or an interface
};

struct PacketCounts {
  std::string packet;
  PassCounts first;  // on fresh maps
  PassCounts later;  // once more over the same frames, the maps as the first pass left them
  bool exact =
      true;  // two fresh instances counted the same, and did what the program does uncounted
  std::vector<std::string> not_exact_because;  // sentences
  std::vector<WatchedCall> watched;            // that ran; empty where they could not be watched
  std::size_t loads = 0;                       // that one count took
  double count_s = 0;                          // of wall time, all loads and checks included
};

struct ProfiledMap {
  std::string name;
  std::string type;  // "lru_hash", as bpftool names it
  std::size_t key_bytes = 0;
  std::size_t value_bytes = 0;
  std::size_t max_entries = 0;
};

struct Profile {
  std::string object;
  std::string program;
  std::string type;  // "xdp", "sched_cls"
  std::string kernel;
  std::string arch;
  std::optional<std::string> compiler;
  bool virtual_calls = false;             // clocks or random numbers were virtual
  std::vector<ProfiledProgram> programs;  // the chosen one, then those that tail calls may reach
  std::vector<ProfiledMap> maps;
  std::vector<PacketCounts> packets;
};

}  // namespace bpfmark

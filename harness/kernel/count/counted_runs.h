// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The runs of one count: a fresh load with counters put into it, and all frames through it, twice.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/count/counter_map.h"
#include "harness/kernel/count/packet_profile.h"
#include "harness/kernel/program/test_run.h"
#include "harness/kernel/rewrite/hooked_load.h"
#include "harness/profile/flow/rewrite.h"
#include "harness/profile/path/call_watch.h"

namespace bpfmark {

inline constexpr std::size_t kCountedPasses = 2;  // the first, and a later one

// A counter of one of the programs.
struct CounterPlace {
  std::size_t program = 0;
  CounterSite where;
};

// By call: the frames of pass 0, then those of pass 1.
struct CountedOutcome {
  std::vector<TestRunOutcome> calls;
  std::vector<std::vector<std::uint64_t>> counters;          // by call, by place
  std::vector<std::size_t> slots;                            // by program, with counters
  std::vector<std::optional<std::uint64_t>> verified_insns;  // by program; none: several loads
  std::size_t loads = 0;
};

// Of a program that has been looked at: `profile` names its programs. All arguments are borrowed.
class CountedRuns {
 public:
  CountedRuns(const ProgramImage& program, OtherPrograms others, const Profile& profile,
              const SharedImage& queue, std::size_t max_counters)
      : program_(program),
        others_(others),
        profile_(profile),
        queue_(queue),
        max_counters_(max_counters) {}

  // `places` in the order of the programs; none: the program with virtual clocks alone. Cannot
  // measure: the verifier accepts not even one counter; a packet that the program type refuses.
  Result<CountedOutcome> count(const ProfiledPacket& packet,
                               const std::vector<CounterPlace>& places) const;

  // With code around the calls that `watches` names, by program, in place of counters: `counters`
  // of the outcome holds kCellsPerWatch numbers for each of them. Cannot measure: the verifier
  // refuses that code.
  Result<CountedOutcome> watch(const ProfiledPacket& packet,
                               const std::vector<std::vector<CallWatch>>& watches) const;

 private:
  // What is put into a load, and read after each call.
  struct Instruments {
    std::size_t cells = 0;
    std::function<RewrittenCode(const ProgramCode&, int map_fd)> rewritten;
    std::vector<std::uint64_t> (CounterMap::*read)() const = nullptr;
  };

  Result<CountedOutcome> run_with(const ProfiledPacket& packet,
                                  const Instruments& instruments) const;
  Instruments counters_at(const std::vector<CounterPlace>& places) const;
  RewrittenCode rewritten_code(const ProgramCode& code, const std::vector<CounterPlace>& places,
                               int map_fd) const;
  std::size_t index_of(const std::string& program) const;
  Failure only_without_counters(const Error& error) const;
  Failure refused_packet(const Packet& packet, std::size_t frame, const Error& error) const;

  const ProgramImage& program_;
  OtherPrograms others_;
  const Profile& profile_;
  const SharedImage& queue_;
  std::size_t max_counters_;
};

}  // namespace bpfmark

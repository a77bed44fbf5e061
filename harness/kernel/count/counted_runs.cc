// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/count/counted_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <iterator>

#include "harness/kernel/count/counter_map.h"
#include "harness/kernel/state/map_states.h"
#include "harness/profile/counter_code.h"

namespace bpfmark {
namespace {

CountedOutcome merged(CountedOutcome one, const CountedOutcome& two) {
  for (std::size_t i = 0; i < one.counters.size(); ++i) {
    one.counters[i].insert(one.counters[i].end(), two.counters[i].begin(), two.counters[i].end());
  }
  for (std::size_t p = 0; p < one.slots.size(); ++p) {
    one.slots[p] = std::max(one.slots[p], two.slots[p]);
    one.verified_insns[p] = std::nullopt;
  }
  one.loads += two.loads;
  return one;
}

// Between two packets of a block.
Result<void> go_on(MapStates& states) {
  BPFMARK_TRY(states.settle());
  return states.prepare_each();
}

}  // namespace

// With all of `places`, or, where the verifier refuses so many, with halves of them one after the
// other: what runs is the same each time, so that the parts fit together.
Result<CountedOutcome> CountedRuns::count(const ProfiledPacket& packet,
                                          const std::vector<CounterPlace>& places) const {
  const bool small_enough = places.size() <= max_counters_;
  if (small_enough) {
    auto outcome = run_with(packet, counters_at(places));
    // Anything but missing privilege may come from the counters: too many, no registers.
    const bool is_final = places.empty() || outcome || outcome.error().errno_value == EPERM;
    if (is_final) return outcome;
    if (places.size() <= 1) return only_without_counters(outcome.error());
  }
  const auto middle = places.begin() + static_cast<std::ptrdiff_t>(places.size() / 2);
  BPFMARK_ASSIGN(one, count(packet, {places.begin(), middle}));
  BPFMARK_ASSIGN(two, count(packet, {middle, places.end()}));
  return merged(std::move(one), two);
}

Failure CountedRuns::only_without_counters(const Error& error) const {
  return cannot_measure(
      fmt::format("the verifier accepts program '{}' of {} only without counters: even one is "
                  "too many",
                  profile_.program, profile_.object),
      error.errno_value, error.detail);
}

Result<CountedOutcome> CountedRuns::watch(
    const ProfiledPacket& packet, const std::vector<std::vector<CallWatch>>& watches) const {
  std::vector<std::size_t> first_cells;
  std::size_t cells = 0;
  for (const std::vector<CallWatch>& of_program : watches) {
    first_cells.push_back(cells);
    cells += of_program.size() * kCellsPerWatch;
  }
  const auto rewritten = [&](const ProgramCode& code, int map_fd) {
    const std::size_t program = index_of(code.name);
    auto edits = edits_for(code.code, {}, map_fd, kFirstCounterCell);
    add_watches(edits, code.code, watches[program], profile_.type == "xdp", map_fd,
                kFirstCounterCell + first_cells[program]);
    return rewrite(code.code.insns, edits);
  };
  return run_with(packet, {cells, rewritten, &CounterMap::read_numbers});
}

CountedRuns::Instruments CountedRuns::counters_at(const std::vector<CounterPlace>& places) const {
  return {places.size(),
          [&](const ProgramCode& code, int map_fd) { return rewritten_code(code, places, map_fd); },
          &CounterMap::read_counters};
}

// One fresh load and all passes over the frames.
Result<CountedOutcome> CountedRuns::run_with(const ProfiledPacket& packet,
                                             const Instruments& instruments) const {
  BPFMARK_ASSIGN(counters, CounterMap::make(instruments.cells));
  CountedOutcome outcome;
  outcome.loads = 1;
  outcome.slots.resize(profile_.programs.size());
  const CodeChange change = [&](const ProgramCode& code) {
    RewrittenCode rewritten = instruments.rewritten(code, counters.fd());
    outcome.slots[index_of(code.name)] = rewritten.insns.size();
    return std::optional(std::move(rewritten));
  };
  BPFMARK_ASSIGN(loaded, load_hooked(program_, others_, change));
  for (const ProfiledProgram& program : profile_.programs) {
    const std::string& log = loaded.statistics[program.code.name];
    outcome.verified_insns.push_back(verifier_statistics_of(log).processed_insns);
  }
  const std::vector<Map> maps = loaded.object.maps();
  BPFMARK_ASSIGN(states, MapStates::make(maps, states_of(maps, packet.maps), queue_));
  for (std::size_t pass = 0; pass < kCountedPasses; ++pass) {
    for (std::size_t frame = 0; frame < packet.packet.frames.size(); ++frame) {
      // As timed: what a block begins with is put back once, then packet follows packet.
      const bool begins = pass == 0 && frame == 0;
      BPFMARK_TRY(begins || !states.has_cold_start() ? states.prepare() : go_on(states));
      counters.reset_counters();
      auto called = test_run(loaded.object.program_fd(), packet.packet.frames[frame], 1);
      if (!called) return refused_packet(packet.packet, frame, called.error());
      outcome.calls.push_back(std::move(*called));
      outcome.counters.push_back((counters.*instruments.read)());
    }
  }
  return outcome;
}

Failure CountedRuns::refused_packet(const Packet& packet, std::size_t frame,
                                    const Error& error) const {
  return cannot_measure(
      fmt::format("program '{}' of type {} cannot be run on frame {} of packet '{}' ({} bytes): "
                  "{}",
                  profile_.program, profile_.type, frame + 1, packet.name,
                  packet.frames[frame].size(), error.message),
      error.errno_value);
}

std::size_t CountedRuns::index_of(const std::string& program) const {
  const auto& programs = profile_.programs;
  const auto found = std::find_if(programs.begin(), programs.end(),
                                  [&](const auto& each) { return each.code.name == program; });
  return static_cast<std::size_t>(std::distance(programs.begin(), found));
}

// The places of a program lie together, for they are in the order of the programs.
RewrittenCode CountedRuns::rewritten_code(const ProgramCode& code,
                                          const std::vector<CounterPlace>& places,
                                          int map_fd) const {
  const std::size_t program = index_of(code.name);
  std::vector<CounterSite> own;
  std::size_t first = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i].program < program) first = i + 1;
    if (places[i].program == program) own.push_back(places[i].where);
  }
  return rewrite(code.code.insns, edits_for(code.code, own, map_fd, kFirstCounterCell + first));
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The instructions that count, and those that stand for what differs from run to run. All state is
// in one map of 64-bit cells (kernel/count/counter_map.h). Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "harness/profile/counter_plan.h"
#include "harness/profile/flow/rewrite.h"

namespace bpfmark {

// The cells of the counter map.
inline constexpr std::size_t kClockCell = 0;
inline constexpr std::size_t kRandomCell = 1;
inline constexpr std::size_t kFirstCounterCell = 2;

// The virtual clock: begins here, and where it counts, each reading finds it a microsecond later.
inline constexpr std::uint64_t kClockStartNs = 1'000'000'000'000;
inline constexpr std::int32_t kClockStepNs = 1000;
inline constexpr std::uint64_t kRandomSeed = 0x9e3779b97f4a7c15;  // any will do

// What clock and random numbers begin a call with where behaviour is compared. The clock stands
// still within a call, so that one reading more or less changes no other; from call to call a
// microsecond, a millisecond and two seconds go by in turn, for windows of any length to be met.
std::uint64_t clock_of_call(std::size_t call);
std::uint64_t random_seed_of_call(std::size_t call);

// Adds the cell's own address to it, which takes one register and no load:
// `rA = &cell; lock *(u64 *)rA += rA`. count_in_cell() divides by the address.
std::vector<Insn> counter_code(const CounterSite& site, int map_fd, std::size_t cell);

// How often counter_code() ran: value / address modulo 2^64. `address` is a multiple of 8; counts
// up to 2^64 / (the largest power of two in it) are told apart, 2^52 for the first cell of a page.
std::uint64_t count_in_cell(std::uint64_t value, std::uint64_t address);

// A call of the helper that draws random numbers.
bool is_random(const Insn& insn);

// Whether the helper's answer differs from run to run and a virtual one can stand for it: clocks
// and random numbers.
bool is_virtual(const Insn& insn);

// In place of such a call. `step_ns`: by how much a reading advances the clock.
std::vector<Insn> virtual_code(const Insn& call, int map_fd, std::int32_t step_ns);

// Edits for a program's virtual calls alone.
std::map<std::size_t, Edit> virtual_edits(const Code& code, int map_fd, std::int32_t step_ns);

// All edits for a program: its virtual calls, and counters `begin`.. of the plan's sites from
// `first_cell` on.
std::map<std::size_t, Edit> edits_for(const Code& code, const std::vector<CounterSite>& sites,
                                      int map_fd, std::size_t first_cell);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A program that is to be attached, with the map that its messages come out of. On its way into the
// kernel it gets code behind each call that puts a message into a map, which counts the calls that
// fail: that a queue is full only the program hears of, and most tell nobody.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/base/error.h"
#include "harness/kernel/count/counter_map.h"
#include "harness/kernel/program/map.h"
#include "harness/kernel/program/object.h"
#include "harness/profile/flow/rewrite.h"
#include "harness/profile/program_code.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// What the code that is put into a program counts.
enum class LiveCounting {
  losses,  // messages that found no room: a branch, and an atomic addition where it is taken
  all,     // also all messages, and packets: an atomic addition each
};

struct LiveCounts {
  std::uint64_t lost = 0;     // messages that their map had no room for
  std::uint64_t said = 0;     // those and all others
  std::uint64_t packets = 0;  // for which the program was run
};

struct LiveProgram {
  Object object;
  std::optional<CounterMap> counters;  // none: not counted

  // Of LiveCounting::losses `lost` alone.
  std::optional<LiveCounts> counts() const;
};

// Loaded, with the counting code for calls on `map` (empty: on any). Bad input: as Object::open().
// Cannot measure: as Object::load().
Result<LiveProgram> load_live_program(const ProgramImage& program, const std::string& map,
                                      LiveCounting counting);

// Only opened, for libxdp to load as its dispatcher needs it; nothing is counted.
Result<LiveProgram> open_live_program(const ProgramImage& program);

// Of a loaded object: its only QUEUE, STACK or RINGBUF map, or the one of this name. Cannot
// measure: it has none, or several to choose from; the message lists them.
Result<Map> message_map(const Object& object, const std::string& name);

// The program with the counting code in it; none: there is nothing in it to count.
std::optional<RewrittenCode> with_live_counters(const ProgramCode& program, const std::string& map,
                                                LiveCounting counting, int counter_fd);

}  // namespace bpfmark

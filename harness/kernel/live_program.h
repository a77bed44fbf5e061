// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A program that is to be attached, with the map that its messages come out of. On its way into the
// kernel it gets code behind each call that puts a message into a map, which counts the calls that
// fail: that a queue is full only the program hears of, and most tell nobody.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/base/error.h"
#include "harness/kernel/counter_map.h"
#include "harness/kernel/map.h"
#include "harness/kernel/object.h"
#include "harness/profile/program_code.h"
#include "harness/profile/rewrite.h"
#include "harness/suite/suite.h"

namespace bpfmark {

struct LiveProgram {
  Object object;
  std::optional<CounterMap> lost;  // none: not counted

  // Messages that their map had no room for.
  std::optional<std::uint64_t> lost_messages() const;
};

// Loaded, with the counting code for calls on `map` (empty: on any). Bad input: as Object::open().
// Cannot measure: as Object::load().
Result<LiveProgram> load_live_program(const ProgramRef& program, const std::string& map);

// Only opened, for libxdp to load as its dispatcher needs it; nothing is counted.
Result<LiveProgram> open_live_program(const ProgramRef& program);

// Of a loaded object: its only QUEUE, STACK or RINGBUF map, or the one of this name. Cannot
// measure: it has none, or several to choose from; the message lists them.
Result<Map> message_map(const Object& object, const std::string& name);

// The program with the counting code in it; none: it puts no messages into `map` (empty: any).
std::optional<RewrittenCode> with_lost_counter(const ProgramCode& program, const std::string& map,
                                               int counter_fd);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// All that one fresh load of a program did with the frames of a packet, as far as it can be seen
// from outside: call by call, and what its maps and variables hold after the last. Plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/sample/observation/observation.h"
#include "harness/sample/observation/value_layout.h"

namespace bpfmark {

enum class Chance {
  virtual_calls,  // clocks and random numbers are virtual, the same in every load
  real,
};

struct SeenCall {
  std::uint32_t verdict = 0;
  Bytes output;                                        // the packet after it
  std::map<std::string, std::vector<Bytes>> messages;  // by map, oldest first
};

struct SeenMap {
  MapContents contents;
  Bytes absent;  // what an element that is not in them holds: zeros, of an array; empty: nothing
  ValueLayout key_layout;
  ValueLayout value_layout;
};

struct Seen {
  std::vector<SeenCall> calls;  // frame after frame, then from the first again
  std::map<std::string, SeenMap> maps;
  // Global variables, by name.
  std::map<std::string, Bytes> variables;
  std::map<std::string, ValueLayout> variable_layouts;
  std::map<std::string, ValueLayout> message_layouts;  // by map
  std::vector<std::string> unseen;                     // what there is but cannot be read, in words
};

// How often all frames are seen: a single one many times, so that state and chance show; none of
// many thousands more than once.
constexpr std::size_t seen_passes(std::size_t frames) {
  constexpr std::size_t kCalls = 64;
  constexpr std::size_t kManyFrames = 4096;
  if (frames >= kManyFrames) return 1;
  const std::size_t passes = (kCalls + frames - 1) / frames;
  return passes < 2 ? 2 : passes;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What can be seen of a program's runs from outside: the verdict, the packet, messages, what is in
// its maps. Plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/packet/fields.h"

namespace bpfmark {

// What packets left in a message map.
struct Left {
  std::vector<std::string> texts;  // the messages, oldest first
  std::size_t amount = 0;          // messages of a queue or stack, bytes of a ring buffer

  bool operator==(const Left&) const = default;
};

// Values by key. A per-CPU value holds all CPUs' one after another. Array elements that are zero
// are left out.
using MapContents = std::map<Bytes, Bytes>;

// What can be seen of one or more iterations from outside the program.
struct Observation {
  std::uint32_t verdict = 0;         // of the last iteration
  Bytes output;                      // the packet after it
  std::map<std::string, Left> left;  // by map

  bool operator==(const Observation&) const = default;
};

}  // namespace bpfmark

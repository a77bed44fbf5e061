// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Calls that can fail without a word: a redirect without a target, a tail call into an empty slot,
// a helper that gives an error. Which of them a program has, and code around each that notes how
// often it failed and with which argument. In a load of its own: nothing here is counted or timed.
// Pure.
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "harness/profile/flow/flow_graph.h"
#include "harness/profile/flow/rewrite.h"

namespace bpfmark {

// How a call shows that it failed.
enum class FailsBy {
  negative,     // an errno, as an int
  not_zero,     // fib_lookup: an errno, or the reason why it does not forward
  null,         // no memory, no socket
  no_redirect,  // anything but XDP_REDIRECT or TC_ACT_REDIRECT
  returning,    // a tail call that comes back
};

struct CallWatch {
  std::size_t slot = 0;
  FailsBy by = FailsBy::negative;
  int argument = 0;  // the register that tells where to, an index or a key; 0: none
};

// In the order of their slots.
std::vector<CallWatch> calls_to_watch(const Code& code);

// Cells of the counter map for each watch: the times that the call failed, and the argument of its
// last call.
inline constexpr std::size_t kCellsPerWatch = 2;

// In place of each watched call: itself between code that notes. Registers: r0 before the call, and
// r1, r2 after it, hold nothing that is read again. `is_xdp`: else tc.
void add_watches(std::map<std::size_t, Edit>& edits, const Code& code,
                 const std::vector<CallWatch>& watches, bool is_xdp, int map_fd,
                 std::size_t first_cell);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How fast the core's clock runs now. With temperature and load on the
// other cores it moves by some percent within seconds to minutes, and every time in ns with it; a
// cost in cycles stays. No performance counter is needed: a virtual machine often has none.
#pragma once

#include <optional>

namespace bpfmark {

// Cycles in a nanosecond, from some 10 us of dependent additions of one cycle each: one additive
// step per cycle on every x86-64 and 64-bit ARM core with out-of-order execution, whether or not
// the sibling hardware thread is busy, since a chain uses a fraction of the core. A reading that
// was preempted is too low. None on another architecture.
std::optional<double> core_clock_ghz();

}  // namespace bpfmark

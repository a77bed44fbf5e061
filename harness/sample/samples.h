// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What measuring leaves behind: raw times, before any statistics. Everything after this is pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace bpfmark {

// How packets reach the program; the cheapest that tells the truth is chosen by the verified run.
enum class Drive {
  repeat,   // many iterations a call on one packet, as the program leaves it
  restore,  // many a call; the driver puts the packet back, or the next one in its place, before
            // each
  single,   // one call a packet
};

// Each arm once, in an order of its own. Index 0 is the reference, 1.. are the versions.
struct Round {
  std::vector<double> arm_ns;  // gross ns per packet, per arm
  double canary_ns = 0;        // canary minus reference, ns per packet, taken at the round's start
  double core_ghz = 0;         // the core's clock then; 0: not known
};

// One fresh load of all arms.
struct Placement {
  std::vector<Round> rounds;
  std::size_t visit = 0;  // to the packet, in which it was taken; a run comes back several times
};

enum class StopReason { precise, budget_spent, interrupted };

// Everything that was timed for one packet: all versions, interleaved.
struct Samples {
  std::vector<Placement> placements;
  StopReason stopped = StopReason::budget_spent;
  double wall_s = 0;                 // whole time, loads included
  double timed_s = 0;                // inside the measured calls
  std::size_t preempted_rounds = 0;  // dropped: another process ran meanwhile
};

// Puts another visit's samples, taken later, behind those of the earlier ones.
void append_visit(Samples& samples, Samples visit);

// Empty, or a sentence where so many rounds were preempted (a tenth) that it costs precision.
std::string preemption_warning(const Samples& samples);

}  // namespace bpfmark

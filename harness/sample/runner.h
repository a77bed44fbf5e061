// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What measuring needs of the machine, and no more. TimedArms is what sampling needs; a Runner, for
// programs, can also say what its arms do: KernelRunner with the real kernel, FakeRunner without.
// It holds the arms of one packet: 0 is the reference, 1.. the versions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/sample/observation/observation.h"
#include "harness/sample/samples.h"

namespace bpfmark {

// One timed block and what must be checked of it.
struct Block {
  double ns_per_packet = 0;                 // gross
  std::uint32_t packets = 0;                // where not as many as were asked for
  std::uint32_t verdict = 0;                // of the last iteration
  std::uint32_t lost_iterations = 0;        // that never reached the arm
  std::map<std::string, std::size_t> left;  // amounts, by map
  bool preempted = false;                   // its time holds that of another process
};

// How a trigger, one call of the program that is called, reaches an arm.
struct Reach {
  std::string driver = "inner loop";  // or "tail call", "held", "unheld": each the last one's stead
  std::string why;                    // not the inner loop; empty where it is
  std::uint32_t slots = 1;            // runs of the arm a trigger, the same for all arms
};

struct Canary {
  double ns_per_packet = 0;  // canary minus reference
  double elapsed_ns = 0;     // in both
  double core_ghz = 0;       // the core's clock; 0: not known
};

class TimedArms {
 public:
  virtual ~TimedArms() = default;

  virtual std::size_t arms() const = 0;
  virtual std::size_t frames() const = 0;

  // A fresh load of all arms, in this order (a permutation of 0..arms-1): a placement.
  virtual Result<void> place(const std::vector<std::size_t>& order) = 0;

  // A block of `iterations` packets of the arm, from `first_frame` on, its maps prepared before and
  // settled after.
  virtual Result<Block> time_arm(std::size_t arm, Drive drive, std::uint32_t iterations,
                                 std::size_t first_frame) = 0;

  // How the core is now.
  virtual Result<Canary> time_canary() = 0;

  // What state of the arm runs on and is not as it was at the start of the placement: "map
  // 'flows'", "variable 'packets'". Only asked to tell why a program does not do the same again.
  virtual std::vector<std::string> changed_state(std::size_t /*arm*/) const { return {}; }
};

class Runner : public TimedArms {
 public:
  // Whether the drive can be had here at all.
  virtual bool offers(Drive drive) const = 0;

  virtual Reach reach() const = 0;

  // Entries that a drained map of an arm has room for, in the unit of Left::amount; none: no bound.
  virtual std::optional<std::size_t> room(std::size_t arm, const std::string& map) const = 0;

  // What such an arm does is a matter of chance.
  virtual bool draws_random_numbers(std::size_t arm) const = 0;

  // One call of the arm on `frame`, its maps prepared; nothing of the harness in between.
  virtual Result<Observation> observe(std::size_t arm, std::size_t frame) = 0;

  // `iterations` with a drive, from `frame` on, the maps prepared once before.
  virtual Result<Observation> observe_driven(std::size_t arm, Drive drive, std::size_t frame,
                                             std::uint32_t iterations) = 0;

  // What changed for good while the arms of the present placement ran, a sentence each: a map that
  // grew. Empty: nothing was seen.
  virtual std::vector<std::string> lasting_changes(std::size_t arm) = 0;
};

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The verified run before timing: what each arm does with each frame, and with which drive it does
// the same again and again. Errors and early exits look fast; only what is known here is timed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/sample/runner.h"

namespace bpfmark {

struct ArmBehaviour {
  std::vector<Observation> frames;    // one call on each frame
  std::vector<std::string> warnings;  // such as state that no drive can put back
};

struct Behaviour {
  Drive drive = Drive::single;  // the same for all arms, or they could not be compared
  std::vector<ArmBehaviour> arms;
};

// Observes every arm on every frame, then takes the first of repeat, restore and single with which
// all arms do on the second and on the 64th iteration what they did on the first. `repeat` needs
// one frame that every arm leaves as it was. An arm that differs even with `single` gets a warning.
// An arm that draws random numbers is not held to any of this, which says its warning: what it does
// is timed as it comes, and never with `repeat`, for it may change the packet now and then.
// `inputs`: the frames.
Result<Behaviour> learn_behaviour(Runner& runner, const std::vector<Bytes>& inputs);

// What drifts, of TimedArms::changed_state(), and what a suite can do about it, to be put behind
// "its state drifts": words that can be followed as they stand.
std::string drift_text(const std::vector<std::string>& changed);

// What a block should have left and returned. Built once for each arm.
class BlockCheck {
 public:
  explicit BlockCheck(const ArmBehaviour& arm);

  // Empty where the block did what was learnt; else what differs, as a sentence.
  std::string complaint(const Block& block, std::uint32_t iterations,
                        std::size_t first_frame) const;

  // The most that one frame leaves in `map`, 0 for a map that none writes to.
  std::size_t max_left(const std::string& map) const;
  const std::map<std::string, std::vector<std::size_t>>& sums() const { return sums_; }

 private:
  std::size_t expected_left(const std::vector<std::size_t>& sums, std::uint32_t iterations,
                            std::size_t first_frame) const;

  std::vector<std::uint32_t> verdicts_;
  // By map: sums_[i] is what frames 0..i-1 leave together.
  std::map<std::string, std::vector<std::size_t>> sums_;
};

// `wanted`, or as many iterations of the arm as its drained maps have room for; at least 1.
std::uint32_t max_iterations(const Runner& runner, std::size_t arm, const ArmBehaviour& behaviour,
                             std::uint32_t wanted);

}  // namespace bpfmark

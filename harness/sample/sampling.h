// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The sampling loop: placements of rounds of blocks. Times come from the arms, the clock and the
// wish to stop from outside, so that all of it runs without a kernel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "harness/base/error.h"
#include "harness/sample/behaviour.h"
#include "harness/sample/runner.h"
#include "harness/sample/samples.h"

namespace bpfmark {

struct Plan {
  std::uint32_t iterations = 1;    // packets a block, the same for all arms
  std::size_t rounds = 1;          // a placement
  std::size_t min_placements = 3;  // even where the budget is too small
  double budget_s = 1;
  std::uint64_t seed = 0;  // of the load order and of the order within rounds
};

// Fewer placements give no interval worth the name; with more than the most the next one no longer
// pays for its time.
inline constexpr std::size_t kMinForPrecision = 8;
inline constexpr std::size_t kMaxVisitPlacements = 2000;

// The samples are looked at after so many placements, then each time there are a quarter more:
// looking costs time, and in a sequential decision also confidence.
std::size_t next_look(std::size_t placements);

struct SamplingHooks {
  std::function<double()> now_s;                       // a clock that never goes back
  std::function<bool(const Samples&)> precise_enough;  // asked at each look
  std::function<bool()> interrupted;                   // asked before each round
  std::function<void(const Samples&)> progress;        // told after each placement; may be empty
};

// Blocks of about 0.1 ms, as many packets in each arm, none that could overflow a drained map.
// Times one short block of each arm for it.
Result<Plan> make_plan(Runner& runner, const Behaviour& behaviour, double budget_s,
                       std::uint64_t seed);

// Cannot measure: the runner's errors, or blocks that do not do what `behaviour` says (a fifth of
// the rounds or more, after the first placement); the message says what they did.
Result<Samples> take_samples(TimedArms& runner, const Behaviour& behaviour, const Plan& plan,
                             const SamplingHooks& hooks);

}  // namespace bpfmark

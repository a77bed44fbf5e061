// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/sampling.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <random>
#include <string>

namespace bpfmark {
namespace {

constexpr double kBlockNs = 100e3;
constexpr std::uint32_t kMaxIterations = 16384;
constexpr std::uint32_t kMaxSingleCalls = 100;
constexpr std::uint32_t kTrialIterations = 64;
// Placements scatter more than the rounds within one do (A/A on a quiet core: 0.45 ns, of which
// 0.06 come from the rounds), so many short ones are best: ten rounds gave intervals a quarter
// narrower than twenty in the same time. With fewer yet the loads take half of the time, and a
// placement no longer tells its regime.
constexpr std::size_t kRounds = 10;
constexpr double kMaxRejected = 0.2;

// std::shuffle leaves the order to the library; a seed should give the same one everywhere.
void shuffle(std::vector<std::size_t>& order, std::mt19937_64& random) {
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
}

std::vector<std::size_t> all_arms(std::size_t count) {
  std::vector<std::size_t> arms(count);
  std::iota(arms.begin(), arms.end(), 0);
  return arms;
}

// The most packets a block may hold before a drained map of some arm could run full.
std::uint32_t iterations_within_room(const Runner& runner, const Behaviour& behaviour) {
  std::uint32_t max = kMaxIterations;
  for (std::size_t arm = 0; arm < behaviour.arms.size(); ++arm) {
    max = max_iterations(runner, arm, behaviour.arms[arm], max);
  }
  return max;
}

// A limiter that is cleared before each block lets so many packets pass and no more: a block should
// end before. A program that drifts in spite of it is found out when it is timed.
Result<std::uint32_t> iterations_alike(Runner& runner, const Behaviour& behaviour,
                                       std::uint32_t wanted) {
  for (std::size_t arm = 0; arm < behaviour.arms.size(); ++arm) {
    const ArmBehaviour& each = behaviour.arms[arm];
    if (!each.warnings.empty()) continue;
    for (std::uint32_t n = wanted; n > 0; n /= 2) {
      BPFMARK_ASSIGN(seen, runner.observe_driven(arm, behaviour.drive, 0, n));
      if (seen.verdict != each.frames[(n - 1) % each.frames.size()].verdict) continue;
      wanted = n;
      break;
    }
  }
  return wanted;
}

class Sampler {
 public:
  Sampler(TimedArms& runner, const Behaviour& behaviour, const Plan& plan,
          const SamplingHooks& hooks)
      : runner_(runner), behaviour_(behaviour), plan_(plan), hooks_(hooks), random_(plan.seed) {
    for (const ArmBehaviour& arm : behaviour.arms) checks_.emplace_back(arm);
  }

  Result<Samples> run() {
    const double start = hooks_.now_s();
    for (;;) {
      BPFMARK_ASSIGN(finished, placement());
      samples_.wall_s = hooks_.now_s() - start;
      if (!finished) {
        samples_.stopped = StopReason::interrupted;
        return samples_;
      }
      BPFMARK_TRY(check_rejections());
      if (hooks_.progress) hooks_.progress(samples_);
      if (should_stop()) return samples_;
    }
  }

 private:
  // False where the run was interrupted; the placement in hand is dropped.
  Result<bool> placement() {
    std::vector<std::size_t> order = all_arms(runner_.arms());
    shuffle(order, random_);
    BPFMARK_TRY(runner_.place(order));
    Placement placement;
    for (std::size_t i = 0; i < plan_.rounds; ++i) {
      if (hooks_.interrupted()) return false;
      shuffle(order, random_);
      BPFMARK_ASSIGN(round, take_round(order));
      if (round) placement.rounds.push_back(*round);
    }
    samples_.placements.push_back(std::move(placement));
    return true;
  }

  // None where a block was preempted, or did something else than what was learnt.
  Result<std::optional<Round>> take_round(const std::vector<std::size_t>& order) {
    Round round;
    round.arm_ns.resize(order.size());
    BPFMARK_ASSIGN(canary, runner_.time_canary());
    round.canary_ns = canary.ns_per_packet;
    round.core_ghz = canary.core_ghz;
    samples_.timed_s += canary.elapsed_ns * 1e-9;
    const std::size_t first_frame = next_frame_;
    next_frame_ = (next_frame_ + plan_.iterations) % runner_.frames();
    ++rounds_taken_;
    for (const std::size_t arm : order) {
      BPFMARK_ASSIGN(block, runner_.time_arm(arm, behaviour_.drive, plan_.iterations, first_frame));
      const std::uint32_t packets = block.packets != 0 ? block.packets : plan_.iterations;
      samples_.timed_s += block.ns_per_packet * packets * 1e-9;
      if (block.preempted) {
        ++samples_.preempted_rounds;
        return std::optional<Round>();
      }
      std::string complaint = checks_[arm].complaint(block, plan_.iterations, first_frame);
      // An arm that was warned about drifts by nature; its blocks are what they are.
      if (!complaint.empty() && behaviour_.arms[arm].warnings.empty()) {
        ++rounds_rejected_;
        rejected_arm_ = arm;
        complaint_ = complaint;
        return std::optional<Round>();
      }
      round.arm_ns[arm] = block.ns_per_packet;
    }
    return std::optional<Round>(std::move(round));
  }

  Result<void> check_rejections() const {
    const auto rejected = static_cast<double>(rounds_rejected_);
    if (rejected <= kMaxRejected * static_cast<double>(rounds_taken_)) return {};
    return cannot_measure(
        fmt::format("{} of {} rounds did not do what the verified run saw (arm {}: {}): its state "
                    "drifts{}",
                    rounds_rejected_, rounds_taken_, rejected_arm_, complaint_,
                    drift_text(runner_.changed_state(rejected_arm_))));
  }

  bool should_stop() {
    const std::size_t taken = samples_.placements.size();
    if (taken >= look_at_) {
      look_at_ = next_look(taken);
      if (hooks_.precise_enough(samples_)) {
        samples_.stopped = StopReason::precise;
        return true;
      }
    }
    // The next placement takes about as long as those before it did.
    const double next_end_s = samples_.wall_s * (1 + 1.0 / static_cast<double>(taken));
    const bool spent = taken >= kMaxVisitPlacements ||
                       (taken >= plan_.min_placements && next_end_s > plan_.budget_s);
    if (spent) samples_.stopped = StopReason::budget_spent;
    return spent;
  }

  TimedArms& runner_;
  const Behaviour& behaviour_;
  const Plan& plan_;
  const SamplingHooks& hooks_;
  std::mt19937_64 random_;
  std::vector<BlockCheck> checks_;
  Samples samples_;
  std::size_t look_at_ = kMinForPrecision;
  std::size_t next_frame_ = 0;
  std::size_t rounds_taken_ = 0;
  std::size_t rounds_rejected_ = 0;
  std::size_t rejected_arm_ = 0;
  std::string complaint_;
};

}  // namespace

std::size_t next_look(std::size_t placements) {
  return std::max(placements + 4, placements * 5 / 4);
}

Result<Plan> make_plan(Runner& runner, const Behaviour& behaviour, double budget_s,
                       std::uint64_t seed) {
  BPFMARK_TRY(runner.place(all_arms(runner.arms())));
  const std::uint32_t max = iterations_within_room(runner, behaviour);
  double sum_ns = 0;
  for (std::size_t arm = 0; arm < runner.arms(); ++arm) {
    const std::uint32_t trial = std::min(max, kTrialIterations);
    BPFMARK_TRY(
        runner.time_arm(arm, behaviour.drive, trial, 0));  // warms caches and the JIT's code
    BPFMARK_ASSIGN(block, runner.time_arm(arm, behaviour.drive, trial, 0));
    sum_ns += std::max(1.0, block.ns_per_packet);
  }
  const double mean_ns = sum_ns / static_cast<double>(runner.arms());
  Plan plan;
  plan.budget_s = budget_s;
  plan.seed = seed;
  plan.iterations = static_cast<std::uint32_t>(std::clamp<double>(kBlockNs / mean_ns, 1, max));
  if (behaviour.drive == Drive::single) {
    plan.iterations = std::min(plan.iterations, kMaxSingleCalls);
  }
  BPFMARK_ASSIGN(alike, iterations_alike(runner, behaviour, plan.iterations));
  plan.iterations = alike;
  plan.rounds = kRounds;
  return plan;
}

Result<Samples> take_samples(TimedArms& runner, const Behaviour& behaviour, const Plan& plan,
                             const SamplingHooks& hooks) {
  return Sampler(runner, behaviour, plan, hooks).run();
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/behaviour.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/sample/observation/seen.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kManyIterations = 64;
constexpr std::size_t kCheckedStarts = 16;  // frames of a long packet that driven checks begin at

// What `iterations` from `frame` on should look like, if each does as it did alone.
Observation expected_of(const ArmBehaviour& arm, std::size_t frame, std::uint32_t iterations) {
  Observation sum;
  for (std::uint32_t i = 0; i < iterations; ++i) {
    const Observation& one = arm.frames[(frame + i) % arm.frames.size()];
    sum.verdict = one.verdict;
    sum.output = one.output;
    for (const auto& [map, left] : one.left) {
      Left& total = sum.left[map];
      total.amount += left.amount;
      total.texts.insert(total.texts.end(), left.texts.begin(), left.texts.end());
    }
  }
  return sum;
}

Result<bool> does_the_same_again(Runner& runner, std::size_t arm, const ArmBehaviour& behaviour,
                                 Drive drive) {
  const std::size_t frames = behaviour.frames.size();
  const std::size_t step = std::max<std::size_t>(1, frames / kCheckedStarts);
  for (std::size_t frame = 0; frame < frames; frame += step) {
    for (const std::uint32_t wanted : {2u, kManyIterations}) {
      const std::uint32_t iterations = max_iterations(runner, arm, behaviour, wanted);
      BPFMARK_ASSIGN(seen, runner.observe_driven(arm, drive, frame, iterations));
      if (seen != expected_of(behaviour, frame, iterations)) return false;
    }
  }
  return true;
}

bool any_draws(const Runner& runner) {
  for (std::size_t arm = 0; arm < runner.arms(); ++arm) {
    if (runner.draws_random_numbers(arm)) return true;
  }
  return false;
}

bool leaves_packet_alone(const Runner& runner, const Behaviour& behaviour,
                         const std::vector<Bytes>& inputs) {
  if (inputs.size() != 1 || any_draws(runner)) return false;
  return std::all_of(behaviour.arms.begin(), behaviour.arms.end(), [&](const ArmBehaviour& arm) {
    return arm.frames.front().output == inputs.front();
  });
}

Result<bool> all_do_the_same_again(Runner& runner, const Behaviour& behaviour, Drive drive) {
  for (std::size_t arm = 0; arm < behaviour.arms.size(); ++arm) {
    if (runner.draws_random_numbers(arm)) continue;
    BPFMARK_ASSIGN(same, does_the_same_again(runner, arm, behaviour.arms[arm], drive));
    if (!same) return false;
  }
  return true;
}

Result<Drive> choose_drive(Runner& runner, const Behaviour& behaviour,
                           const std::vector<Bytes>& inputs) {
  std::vector<Drive> candidates;
  if (leaves_packet_alone(runner, behaviour, inputs)) candidates.push_back(Drive::repeat);
  candidates.push_back(Drive::restore);
  for (const Drive drive : candidates) {
    if (!runner.offers(drive)) continue;
    BPFMARK_ASSIGN(same, all_do_the_same_again(runner, behaviour, drive));
    if (same) return drive;
  }
  return Drive::single;
}

Result<void> warn_of_drift(Runner& runner, Behaviour& behaviour) {
  for (std::size_t arm = 0; arm < behaviour.arms.size(); ++arm) {
    ArmBehaviour& each = behaviour.arms[arm];
    if (runner.draws_random_numbers(arm)) continue;
    BPFMARK_ASSIGN(same, does_the_same_again(runner, arm, each, Drive::single));
    if (same) continue;
    each.warnings.push_back("does not do the same with the same packet again: its state drifts" +
                            drift_text(runner.changed_state(arm)));
  }
  return {};
}

// The most that each frame was seen to leave in a map is what its room must be kept for.
Result<void> observe_chance(Runner& runner, std::size_t arm, ArmBehaviour& behaviour) {
  behaviour.warnings.emplace_back(
      "draws random numbers: it is timed as it draws them, and that it does the same in each block "
      "is not checked");
  for (std::size_t pass = 1; pass < seen_passes(runner.frames()); ++pass) {
    for (std::size_t frame = 0; frame < runner.frames(); ++frame) {
      BPFMARK_ASSIGN(seen, runner.observe(arm, frame));
      for (const auto& [map, left] : seen.left) {
        Left& most = behaviour.frames[frame].left[map];
        if (left.amount > most.amount) most = left;
      }
    }
  }
  return {};
}

}  // namespace

// What drifts, and what the suite can do about it: words that can be followed as they stand.
std::string drift_text(const std::vector<std::string>& changed) {
  constexpr std::size_t kNamed = 4;
  if (changed.empty()) {
    return ", and so may its cost; nothing that a suite can put back was seen to change: what it "
           "prepares before a block may have to be put back before every packet, {\"each\": "
           "\"clear\"}";
  }
  const std::size_t named = std::min(kNamed, changed.size());
  const std::vector<std::string> first(changed.begin(),
                                       changed.begin() + static_cast<std::ptrdiff_t>(named));
  return fmt::format(
      ", and so may its cost; changed: {}{}; give each its state in the suite's \"maps\", by its "
      "name: \"clear\", or {{\"each\": \"clear\"}} for before every packet",
      fmt::join(first, ", "), changed.size() > named ? ", ..." : "");
}

std::uint32_t max_iterations(const Runner& runner, std::size_t arm, const ArmBehaviour& behaviour,
                             std::uint32_t wanted) {
  const BlockCheck check(behaviour);
  for (const auto& [map, sums] : check.sums()) {
    const auto room = runner.room(arm, map);
    const std::size_t each = check.max_left(map);
    if (room && each > 0) {
      wanted = std::min(wanted, static_cast<std::uint32_t>(std::max<std::size_t>(1, *room / each)));
    }
  }
  return wanted;
}

Result<Behaviour> learn_behaviour(Runner& runner, const std::vector<Bytes>& inputs) {
  Behaviour behaviour;
  behaviour.arms.resize(runner.arms());
  for (std::size_t arm = 0; arm < runner.arms(); ++arm) {
    for (std::size_t frame = 0; frame < runner.frames(); ++frame) {
      BPFMARK_ASSIGN(seen, runner.observe(arm, frame));
      behaviour.arms[arm].frames.push_back(seen);
    }
    if (runner.draws_random_numbers(arm)) {
      BPFMARK_TRY(observe_chance(runner, arm, behaviour.arms[arm]));
    }
  }
  BPFMARK_ASSIGN(drive, choose_drive(runner, behaviour, inputs));
  behaviour.drive = drive;
  if (drive == Drive::single) BPFMARK_TRY(warn_of_drift(runner, behaviour));
  return behaviour;
}

BlockCheck::BlockCheck(const ArmBehaviour& arm) {
  for (const Observation& one : arm.frames) {
    verdicts_.push_back(one.verdict);
    for (const auto& [map, left] : one.left) sums_[map] = {0};
  }
  for (auto& [map, sums] : sums_) {
    for (const Observation& one : arm.frames) {
      const auto left = one.left.find(map);
      sums.push_back(sums.back() + (left == one.left.end() ? 0 : left->second.amount));
    }
  }
}

std::size_t BlockCheck::expected_left(const std::vector<std::size_t>& sums,
                                      std::uint32_t iterations, std::size_t first_frame) const {
  const std::size_t frames = verdicts_.size();
  const std::size_t end = first_frame + iterations;
  const auto up_to = [&](std::size_t n) { return n / frames * sums.back() + sums[n % frames]; };
  return up_to(end) - up_to(first_frame);
}

std::string BlockCheck::complaint(const Block& block, std::uint32_t iterations,
                                  std::size_t first_frame) const {
  if (block.lost_iterations != 0) {
    return fmt::format("{} of {} iterations did not reach the program", block.lost_iterations,
                       iterations);
  }
  const std::uint32_t verdict = verdicts_[(first_frame + iterations - 1) % verdicts_.size()];
  if (block.verdict != verdict) {
    return fmt::format("returned {} after {} packets; alone it returned {}", block.verdict,
                       iterations, verdict);
  }
  for (const auto& [map, sums] : sums_) {
    const std::size_t expected = expected_left(sums, iterations, first_frame);
    const auto found = block.left.find(map);
    if (found == block.left.end() || found->second == expected) continue;
    return fmt::format("left {} in map '{}' after {} packets, not {}", found->second, map,
                       iterations, expected);
  }
  return {};
}

std::size_t BlockCheck::max_left(const std::string& map) const {
  const std::vector<std::size_t>& sums = sums_.at(map);
  std::size_t max = 0;
  for (std::size_t i = 1; i < sums.size(); ++i) max = std::max(max, sums[i] - sums[i - 1]);
  return max;
}

}  // namespace bpfmark

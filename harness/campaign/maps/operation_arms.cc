// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/maps/operation_arms.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "bpf/maps/operation.h"
#include "harness/campaign/maps/operation_metrics.h"
#include "harness/kernel/machine/cpus.h"

namespace bpfmark {
namespace {

constexpr double kBlockNs = 60e3;
constexpr double kCheapNs = 8;
constexpr std::uint32_t kYardstickOperations = 1024;  // each of its keys once
constexpr std::uint32_t kTrialOperations = 256;
constexpr std::uint32_t kMinOperations = 64;
constexpr std::uint32_t kCanaryOperations = 512;
constexpr std::size_t kRounds = 12;  // a placement
constexpr int kTries = 3;            // a map without preallocation can run out for a moment
constexpr std::uint32_t kVerdict = 1;

std::uint32_t whole_multiple(double wanted, const BlockBounds& bounds) {
  const double max = bounds.max - bounds.max % bounds.multiple_of;
  const double min = std::min<double>(max, std::max(kMinOperations, bounds.multiple_of));
  const auto count = static_cast<std::uint32_t>(std::clamp(wanted, min, max));
  return std::max(bounds.multiple_of, count - count % bounds.multiple_of);
}

}  // namespace

std::string complaint_about(const OperationSample& sample, std::uint32_t count,
                            std::optional<std::uint64_t> sum) {
  if (sample.errors != 0) {
    return fmt::format("{} of {} operations did not do what they should", sample.errors, count);
  }
  if (sample.done != count) return fmt::format("{} of {} operations were made", sample.done, count);
  if (sum && sample.sum != *sum) {
    return fmt::format("{} operations read values of a sum of {}, where {} was written", count,
                       sample.sum, *sum);
  }
  return {};
}

OperationArms::OperationArms(SubjectSource operation, SubjectSource yardstick,
                             OperationSubject& canary)
    : operation_(std::move(operation)), yardstick_(std::move(yardstick)), canary_(canary) {}

std::size_t OperationArms::frames() const {
  return KEY_TABLE_LENGTH;
}

// The subjects of the last placement go only after the new ones are there, or their code and their
// maps would lie where they lay before.
Result<void> OperationArms::place(const std::vector<std::size_t>& order) {
  std::unique_ptr<OperationSubject> subject;
  std::unique_ptr<OperationSubject> yardstick;
  for (const std::size_t arm : order) {
    if (arm == kEmptyArm || arm == kYardstickEmptyArm) continue;  // they come with the others
    const bool is_operation = arm == kOperationArm;
    BPFMARK_ASSIGN(loaded, is_operation ? operation_.load() : yardstick_.load());
    (is_operation ? subject : yardstick) = std::move(loaded);
  }
  subject_ = std::move(subject);
  yardstick_subject_ = std::move(yardstick);
  offered_.emplace_back();
  return {};
}

Result<OperationSample> OperationArms::checked_run(std::size_t arm, std::uint32_t first,
                                                   std::uint32_t count) {
  const bool is_yardstick = arm == kYardstickArm;
  OperationSubject& subject = is_yardstick ? *yardstick_subject_ : *subject_;
  std::string complaint;
  for (int tries = 0; tries < kTries; ++tries) {
    BPFMARK_ASSIGN(sample, subject.run(first, count));
    complaint =
        complaint_about(sample, count, (is_yardstick ? yardstick_ : operation_).sum(first, count));
    if (complaint.empty()) return sample;
  }
  return cannot_measure(complaint);
}

Result<OperationSample> OperationArms::timed(std::size_t arm, std::uint32_t first,
                                             std::uint32_t count) {
  if (arm == kEmptyArm) return subject_->run_empty(first, count);
  if (arm == kYardstickEmptyArm) return yardstick_subject_->run_empty(first, count);
  return checked_run(arm, first, count);
}

Result<Block> OperationArms::time_arm(std::size_t arm, Drive /*drive*/, std::uint32_t iterations,
                                      std::size_t first_frame) {
  const auto first = static_cast<std::uint32_t>(first_frame);
  const bool is_yardstick = arm == kYardstickArm || arm == kYardstickEmptyArm;
  const std::uint32_t count = is_yardstick ? kYardstickOperations : iterations;
  const long preemptions_before = preemptions();
  BPFMARK_ASSIGN(sample, timed(arm, first, count));
  if (arm == kOperationArm) {
    offered_.back().records += sample.done;
    offered_.back().lost += sample.lost;
  }
  Block block;
  block.preempted = preemptions() != preemptions_before;
  block.ns_per_packet = sample.elapsed_ns / count;
  block.packets = count;
  block.verdict = kVerdict;
  return block;
}

Result<Canary> OperationArms::time_canary() {
  BPFMARK_ASSIGN(with, canary_.run(0, kCanaryOperations));
  BPFMARK_ASSIGN(without, canary_.run_empty(0, kCanaryOperations));
  return Canary{(with.elapsed_ns - without.elapsed_ns) / kCanaryOperations,
                with.elapsed_ns + without.elapsed_ns};
}

std::vector<double> OperationArms::lost_shares() const {
  std::vector<double> shares;
  for (const Offered& offered : offered_) {
    if (offered.records == 0) continue;
    shares.push_back(static_cast<double>(offered.lost) / static_cast<double>(offered.records));
  }
  return shares;
}

Behaviour behaviour_of_operations() {
  Observation observation;
  observation.verdict = kVerdict;
  return Behaviour{Drive::single,
                   std::vector<ArmBehaviour>(kOperationArms, ArmBehaviour{{observation}, {}})};
}

Result<Plan> plan_operations(OperationArms& arms, const BlockBounds& bounds, double budget_s,
                             std::uint64_t seed) {
  BPFMARK_TRY(arms.place({kEmptyArm, kYardstickArm, kOperationArm, kYardstickEmptyArm}));
  const std::uint32_t trial = whole_multiple(kTrialOperations, bounds);
  BPFMARK_TRY(arms.time_arm(kOperationArm, Drive::single, trial, 0));  // warms caches
  // Not the same keys: some operations want none twice.
  BPFMARK_ASSIGN(block, arms.time_arm(kOperationArm, Drive::single, trial, trial));
  Plan plan;
  plan.budget_s = budget_s;
  plan.seed = seed;
  plan.rounds = kRounds;
  plan.iterations = whole_multiple(kBlockNs / std::max(kCheapNs, block.ns_per_packet), bounds);
  return plan;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A map operation as arms that sampling can visit: the operation, the yardstick (a hash lookup),
// and the empty loop of each. A packet is one operation; a frame is a place in the key table. Every
// block is checked: one that did not do all it should is made again, and reported where that
// repeats.
//
// A block of the yardstick has as many lookups beside every operation: among the few calls of a
// dear one, or minus the loop of system calls, a lookup would seem to cost two to five times as
// much.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/campaign/maps/operation_metrics.h"
#include "harness/kernel/operation/operation_subject.h"
#include "harness/sample/behaviour.h"
#include "harness/sample/runner.h"
#include "harness/sample/sampling.h"

namespace bpfmark {

inline constexpr std::size_t kEmptyArm = 0;
inline constexpr std::size_t kYardstickArm = 1;
inline constexpr std::size_t kOperationArm = 2;
inline constexpr std::size_t kYardstickEmptyArm = 3;
inline constexpr std::size_t kOperationArms = 4;

// How to load a subject afresh, and what its blocks must sum up to; no sum: it reads nothing.
struct SubjectSource {
  std::function<Result<std::unique_ptr<OperationSubject>>()> load;
  std::function<std::optional<std::uint64_t>(std::uint32_t first, std::uint32_t count)> sum;
};

// How many operations a block can have.
struct BlockBounds {
  std::uint32_t max = 1u << 16;
  std::uint32_t multiple_of = 16;
};

// Empty, or what a block of `count` operations did not do, as a sentence.
std::string complaint_about(const OperationSample& sample, std::uint32_t count,
                            std::optional<std::uint64_t> sum);

class OperationArms : public TimedArms {
 public:
  // `canary` must outlive this.
  OperationArms(SubjectSource operation, SubjectSource yardstick, OperationSubject& canary);

  std::size_t arms() const override { return kOperationArms; }
  std::size_t frames() const override;
  Result<void> place(const std::vector<std::size_t>& order) override;
  Result<Block> time_arm(std::size_t arm, Drive drive, std::uint32_t iterations,
                         std::size_t first_frame) override;
  Result<Canary> time_canary() override;

  // By placement: what share of the operation's records found no room, 0..1.
  std::vector<double> lost_shares() const;

 private:
  struct Offered {
    std::uint64_t records = 0;
    std::uint64_t lost = 0;
  };
  Result<OperationSample> timed(std::size_t arm, std::uint32_t first, std::uint32_t count);
  Result<OperationSample> checked_run(std::size_t arm, std::uint32_t first, std::uint32_t count);

  SubjectSource operation_;
  SubjectSource yardstick_;
  OperationSubject& canary_;
  std::unique_ptr<OperationSubject> subject_;            // of this placement
  std::unique_ptr<OperationSubject> yardstick_subject_;  // as well
  std::vector<Offered> offered_;                         // by placement
};

// What each of the arms' blocks is to do, as sampling asks for it.
Behaviour behaviour_of_operations();

// Loads the arms and times a few operations, so that a block takes some 60 us, of cheap ones less.
Result<Plan> plan_operations(OperationArms& arms, const BlockBounds& bounds, double budget_s,
                             std::uint64_t seed);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How one row's time gets its verdict: the two programs are measured until the verdict is certain
// or the time is up, and what regressed once more from the start, all loaded afresh, before a build
// fails. What one row shows of the core's regimes helps the next ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/campaign/objects/object_pairs.h"
#include "harness/campaign/program_bench.h"
#include "harness/gate/decision.h"
#include "harness/gate/policy/verdict.h"
#include "harness/sample/sampling.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// A confirmation gets as long, though the budget be spent.
inline constexpr double kMinConfirmationS = 1.0;

struct TimedRow {
  Decision decision;
  double corrections = 1;  // what its p-value must be multiplied by, for all looks and rows
  std::string note;        // why it is inconclusive; else empty
};

// The arms of a comparison, in the order of gate/decision.h: base twice.
Result<std::unique_ptr<Runner>> make_arms(const ProgramBench& bench, const ProgramPair& pair,
                                          const PacketSpec& packet);

class RowTimer {
 public:
  // One of `rows` rows whose verdicts shall hold together. `bench` must outlive it.
  RowTimer(const ProgramBench& bench, std::size_t rows, std::uint64_t seed)
      : bench_(bench), rows_(rows), seed_(seed) {}

  // `runner`: the arms, already made; they are dropped. `progress` is told after each placement.
  // Interrupted: between two rounds. Cannot measure: as the runner and sampling.
  Result<TimedRow> time(std::unique_ptr<Runner> runner, const ProgramPair& pair,
                        const PacketSpec& packet, const Threshold& threshold, double end_s,
                        const std::function<void(const Samples&)>& progress);

  // Of all rows so far.
  const std::vector<double>& canaries() const { return canaries_; }

 private:
  Result<TimedRow> measure(Runner& runner, const PacketSpec& packet, const Threshold& threshold,
                           double end_s, const std::function<void(const Samples&)>& progress);

  const ProgramBench& bench_;
  std::size_t rows_;
  std::uint64_t seed_;  // of the next measurement
  std::vector<double> canaries_;
};

}  // namespace bpfmark

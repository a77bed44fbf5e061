// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One row of a comparison of objects as it goes on: looks at growing samples until the verdict is
// certain, and what a second measurement makes of a first one. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/gate/decision.h"
#include "harness/gate/policy/verdict.h"
#include "harness/sample/samples.h"

namespace bpfmark {

class SequentialDecision {
 public:
  // One of `rows` rows whose verdicts shall hold together. `canaries`: those of earlier rows, which
  // tell the regimes better than the first rounds of this one can.
  SequentialDecision(std::size_t rows, const Threshold& threshold, std::vector<double> canaries)
      : rows_(rows), threshold_(threshold), canaries_(std::move(canaries)) {}

  // True: the verdict is certain. Each look costs confidence.
  bool update(const Samples& samples);

  // Of the last look; inconclusive before the first.
  const Decision& decision() const { return decision_; }

  // What the p-value of the last look must be multiplied by, for all looks and rows.
  double corrections() const;

 private:
  std::size_t rows_;
  Threshold threshold_;
  std::vector<double> canaries_;
  std::size_t looks_ = 0;
  Decision decision_;
};

// Before a build fails, a row that regressed is measured once more, all afresh: `second` with its
// verdict where it says regressed too, else inconclusive.
Decision confirmed(Decision second);

}  // namespace bpfmark

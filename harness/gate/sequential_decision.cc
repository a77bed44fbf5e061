// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/sequential_decision.h"

#include <utility>

namespace bpfmark {

bool SequentialDecision::update(const Samples& samples) {
  ++looks_;
  std::vector<double> canaries = canaries_;
  append_canaries(samples, canaries);
  decision_ = decide(samples, find_canary_modes(canaries), threshold_,
                     look_confidence(kConfidence, rows_, looks_));
  return decision_.verdict != Verdict::inconclusive;
}

double SequentialDecision::corrections() const {
  return static_cast<double>(rows_ * looks_ * (looks_ + 1));
}

Decision confirmed(Decision second) {
  if (second.verdict != Verdict::regressed) second.verdict = Verdict::inconclusive;
  return second;
}

}  // namespace bpfmark

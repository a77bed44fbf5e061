// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The sequential decision of a comparison of objects. After each look at the growing samples it
// says what is certain; error rates hold for all looks and all rows together.
#pragma once

#include <cstddef>
#include <optional>

#include "harness/gate/policy/verdict.h"
#include "harness/sample/samples.h"
#include "harness/stats/estimate.h"
#include "harness/stats/regime.h"

namespace bpfmark {

// The arms of a comparison of objects, as a Runner numbers them. Base is loaded twice: what its two
// loads differ by is the noise floor of this very run.
inline constexpr std::size_t kReferenceArm = 0;
inline constexpr std::size_t kBaseArm = 1;
inline constexpr std::size_t kBaseAgainArm = 2;
inline constexpr std::size_t kNewArm = 3;

// The confidence of the intervals at look `look` (1, 2, ...) of each of `rows` rows, such that all
// of them hold together with `confidence`: alpha / rows / (look * (look + 1)), which sums to alpha
// over endless looks (the union bound; no assumption on how the looks depend on each other).
double look_confidence(double confidence, std::size_t rows, std::size_t look);

struct Decision {
  Regime regime = Regime::quiet;        // that with more placements
  std::optional<Estimate> base;         // net, the mean of both loads; interval at `confidence`
  std::optional<Estimate> new_version;  // net, of new
  std::optional<Estimate> difference;   // new minus the mean of the two bases
  std::optional<Estimate> noise;        // base again minus base, at kConfidence
  double noise_floor_ns = 0;            // the far end of the interval of `noise`
  double threshold_ns = 0;
  Verdict verdict = Verdict::inconclusive;
};

// `confidence` is that of this look. Regressed or improved: the interval of the difference lies
// wholly beyond the threshold and beyond the noise floor. Unchanged: it lies wholly within the
// threshold, and so does the noise floor. Else inconclusive.
Decision decide(const Samples& samples, const std::optional<CanaryModes>& modes,
                const Threshold& threshold, double confidence);

}  // namespace bpfmark

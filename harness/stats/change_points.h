// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Where the level of a series changed. E-divisive (Matteson & James 2014, "A nonparametric approach
// for multiple change point analysis of multivariate data") in the variant of Hunter, now Apache
// Otava (Fleming et al., ICPE 2023, "Hunter: using change point detection to hunt for performance
// regressions"): the split with the largest energy statistic is tested by Student's t in place of
// permutations, in windows, so that far history neither hides a change nor costs time; candidates
// of a weak test are merged away, the weakest first, until all that are left pass the strict one.
// Pure; linear in the length of the series.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "harness/stats/interval.h"

namespace bpfmark {

struct ChangePoint {
  std::size_t index = 0;  // the first value of the new level
  double before = 0;      // mean from the change before (or the start), strays aside
  double after = 0;       // mean to the next change (or the end), strays aside
  // after - before, Welch's at kConfidence; none where neither level scatters.
  std::optional<Interval> difference;
  double p_value = 1;  // of Student's t test of the two segments, times the splits there were
};

// Otava's own default. Otava takes the p-value of the best split as it is, and finds something in
// one of 30 series of 100 values that only scatter; here it is corrected for the choice. The rate
// of false alarms is measured by bench/studies/history-study (docs/history.md).
inline constexpr double kMaxChangePValue = 0.001;
inline constexpr std::size_t kChangeWindow = 50;
// A level needs as many values: one alone is a spike, and two may be one.
inline constexpr std::size_t kMinSegment = 3;
// A value is a stray where it lies, on the same side, farther than this many scaled median absolute
// deviations from the kStrayNeighbours values before and from those after it, and the values beside
// it do not. It is left out of all the above: a spike neither makes a change nor hides one.
inline constexpr double kStrayDeviations = 6;
inline constexpr std::size_t kStrayNeighbours = 5;

// Ascending by index. Values must be finite. `max_p_value` in (0, 1).
std::vector<ChangePoint> find_change_points(std::span<const double> values,
                                            double max_p_value = kMaxChangePValue);

// The energy statistic of a split of `values` into [0, split) and [split, size): 2/(nm) sum |x - y|
// minus the mean distances within either side, times nm / (n + m). 0 for an impossible split.
double energy_statistic(std::span<const double> values, std::size_t split);

}  // namespace bpfmark

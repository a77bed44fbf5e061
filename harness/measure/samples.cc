// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/measure/samples.h"

#include <utility>

namespace bpfmark {

void append_visit(Samples& samples, Samples visit) {
  const std::size_t number = samples.placements.empty() ? 0 : samples.placements.back().visit + 1;
  for (Placement& placement : visit.placements) {
    placement.visit = number;
    samples.placements.push_back(std::move(placement));
  }
  samples.stopped = visit.stopped;
  samples.wall_s += visit.wall_s;
  samples.timed_s += visit.timed_s;
}

}  // namespace bpfmark

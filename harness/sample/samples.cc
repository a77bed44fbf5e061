// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/samples.h"

#include <fmt/format.h>

#include <algorithm>
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
  samples.preempted_rounds += visit.preempted_rounds;
}

std::string preemption_warning(const Samples& samples) {
  std::size_t kept = 0;
  for (const Placement& placement : samples.placements) kept += placement.rounds.size();
  const auto dropped = static_cast<double>(samples.preempted_rounds);
  const double share = dropped / std::max(1.0, dropped + static_cast<double>(kept));
  if (share < 0.1) return {};
  return fmt::format(
      "other processes took the CPU in {:.0f} % of the rounds, which were dropped: stop what else "
      "runs, or name another --cpu",
      share * 100);
}

}  // namespace bpfmark

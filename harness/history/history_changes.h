// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What changed in a history, where and by how much. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/gate/policy/policy.h"
#include "harness/history/history.h"
#include "harness/stats/interval.h"

namespace bpfmark {

struct HistoryChange {
  std::size_t series = 0;       // in History::series
  std::uint32_t last_run = 0;   // of the level before, in History::runs
  std::uint32_t first_run = 0;  // of the new level: its commit, or one since last_run's, did it
  double before = 0;
  double after = 0;
  std::optional<Interval> difference;    // none of an exact metric
  std::optional<double> p_value;         // none of an exact metric
  bool counts = true;                    // by the policy
  Verdict verdict = Verdict::regressed;  // or improved
};

// Timed series: change points (harness/stats/change_points.h) whose difference is beyond the
// policy's threshold; gross costs are left out, for net ones tell more. Exact series: each run
// whose value differs from the run before by more than the threshold. In the order of the runs,
// then the series.
std::vector<HistoryChange> history_changes(const History& history, const Policy& policy);

// From which on some timed series was measured with other slots than before; no change is looked
// for between the two. In their order.
std::vector<std::uint32_t> runs_with_other_slots(const History& history);

}  // namespace bpfmark

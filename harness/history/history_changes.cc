// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/history/history_changes.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "harness/result/metrics.h"
#include "harness/stats/change_points.h"

namespace bpfmark {
namespace {

// The core's clock differs from run to run, and with it every time: where all of a row's runs have
// cycles, those tell where it changed.
bool has_cycles_instead(const History& history, const Series& times) {
  const std::optional<std::string> wanted = cycles_of_time(times.metric);
  return wanted &&
         std::any_of(history.series.begin(), history.series.end(), [&](const Series& other) {
           return other.metric == *wanted && other.name == times.name &&
                  other.suite == times.suite && other.fingerprint == times.fingerprint &&
                  other.points.size() == times.points.size();
         });
}

// Runs, verdict and what the policy says, of a change to the point at `index`.
HistoryChange change_to(const Series& series, std::size_t index, double before, double after,
                        const RowPolicy& policy) {
  HistoryChange change;
  change.last_run = series.points[index - 1].run;
  change.first_run = series.points[index].run;
  change.before = before;
  change.after = after;
  change.counts = policy.counts;
  const Better way = after > before ? Better::more : Better::less;
  const bool is_better = way == better_of(series.metric, series.unit);
  change.verdict = is_better ? Verdict::improved : Verdict::regressed;
  return change;
}

// Adds the changes within the points [begin, end), which were all measured alike.
void add_timed_changes(const Series& series, std::size_t begin, std::size_t end,
                       const RowPolicy& policy, std::vector<HistoryChange>& changes) {
  std::vector<double> values;
  for (std::size_t i = begin; i < end; ++i) values.push_back(series.points[i].value);
  for (const ChangePoint& found : find_change_points(values)) {
    const double size = std::abs(found.after - found.before);
    if (size <= policy.threshold.of(found.before)) continue;
    changes.push_back(change_to(series, begin + found.index, found.before, found.after, policy));
    changes.back().difference = found.difference;
    changes.back().p_value = found.p_value;
  }
}

std::vector<HistoryChange> timed_changes(const Series& series, const RowPolicy& policy) {
  std::vector<HistoryChange> changes;
  std::size_t begin = 0;
  for (std::size_t i = 1; i <= series.points.size(); ++i) {
    if (i < series.points.size() && series.points[i].slots == series.points[begin].slots) continue;
    add_timed_changes(series, begin, i, policy, changes);
    begin = i;
  }
  return changes;
}

std::vector<HistoryChange> exact_changes(const Series& series, const RowPolicy& policy) {
  std::vector<HistoryChange> changes;
  for (std::size_t i = 1; i < series.points.size(); ++i) {
    const double before = series.points[i - 1].value;
    const double after = series.points[i].value;
    if (before == after || std::abs(after - before) <= policy.threshold.of(before)) continue;
    changes.push_back(change_to(series, i, before, after, policy));
  }
  return changes;
}

}  // namespace

std::vector<HistoryChange> history_changes(const History& history, const Policy& policy) {
  std::vector<HistoryChange> all;
  for (std::size_t i = 0; i < history.series.size(); ++i) {
    const Series& series = history.series[i];
    if (!series.exact && metric_info(series.metric).role == MetricRole::gross) continue;
    if (has_cycles_instead(history, series)) continue;
    const RowPolicy row = policy.row(series.metric, series.name);
    std::vector<HistoryChange> found =
        series.exact ? exact_changes(series, row) : timed_changes(series, row);
    for (HistoryChange& change : found) {
      change.series = i;
      all.push_back(change);
    }
  }
  std::sort(all.begin(), all.end(), [](const HistoryChange& a, const HistoryChange& b) {
    return std::tie(a.first_run, a.series) < std::tie(b.first_run, b.series);
  });
  return all;
}

std::vector<std::uint32_t> runs_with_other_slots(const History& history) {
  std::set<std::uint32_t> runs;
  for (const Series& series : history.series) {
    for (std::size_t i = 1; !series.exact && i < series.points.size(); ++i) {
      if (series.points[i].slots != series.points[i - 1].slots) runs.insert(series.points[i].run);
    }
  }
  return {runs.begin(), runs.end()};
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/stored/stored.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "harness/gate/policy/rows.h"
#include "harness/gate/policy/rule_names.h"
#include "harness/gate/stored/common_benchmarks.h"
#include "harness/gate/stored/environments.h"
#include "harness/gate/stored/missing_rows.h"
#include "harness/gate/stored/other_slots.h"
#include "harness/result/metrics.h"
#include "harness/stats/interval.h"
#include "harness/stats/regime.h"

namespace bpfmark {
namespace {

// Names in a file may be of any length; none that anybody writes is longer.
constexpr std::size_t kMaxRowName = 1000;

// A history file keeps the interval and the number of placements in place of them all.
std::optional<MeanOfSample> mean_of_metric(const Metric& metric) {
  if (!metric.placements.empty()) return mean_of_sample(metric.placements);
  if (!metric.value || !metric.ci_low || !metric.ci_high || !metric.confidence) return std::nullopt;
  return mean_of_interval({*metric.value, *metric.ci_low, *metric.ci_high, *metric.confidence},
                          metric.omitted_placements);
}

std::optional<WelchResult> welch_of_metrics(const Metric& base, const Metric& new_version,
                                            double confidence) {
  const auto first = mean_of_metric(base);
  const auto second = mean_of_metric(new_version);
  if (!first || !second) return std::nullopt;
  return welch(*first, *second, confidence);
}

void judge_timed(Comparison& row, const Metric& base, const Metric& new_version,
                 double confidence) {
  std::optional<Interval> interval;
  if (const auto result = welch_of_metrics(base, new_version, confidence)) {
    interval = result->difference;
    row.difference = interval->value;
    row.ci_low = interval->low;
    row.ci_high = interval->high;
    row.p_value = result->p_value;
  } else {
    row.note = "fewer than two placements on a side, or none that scatter";
  }
  // The interval is that of the family already.
  row.verdict = verdict_of(interval, 0.0, *row.threshold);
}

// Between two runs the core's clock differs, and with it every time; the cycles say the same
// without that. Within a run, versions are compared in ns: there the clock is the same for both.
bool has_cycles_instead(const std::string& metric, const Benchmark& base,
                        const Benchmark& new_version) {
  const std::optional<std::string> cycles = cycles_of_time(metric);
  if (!cycles) return false;
  const auto cycles_of = [&](const Benchmark& benchmark) {
    const auto found = benchmark.metrics.find(*cycles);
    return found != benchmark.metrics.end() && found->second.value;
  };
  return cycles_of(base) && cycles_of(new_version);
}

bool may_compare(const std::string& metric, const Metric& base, const Metric& new_version,
                 const Comparable& can) {
  if (!base.value || !new_version.value || base.exact != new_version.exact) return false;
  if (new_version.exact) return can.exact;
  // A count that is not exact has no interval either.
  if (metric_info(metric).role != MetricRole::cost) return false;
  return can.times && (can.contended || regime_of(metric) == Regime::quiet);
}

struct Pair {
  std::string name;
  std::string metric;
  const Metric* base;
  const Metric* new_version;
  std::string otherwise;  // measured in another way: how the two differ; empty: compare them
};

std::vector<Pair> common_metrics(const Report& base, const Report& new_version,
                                 const Comparable& can, bool force) {
  std::vector<Pair> pairs;
  for (const auto& [of_base, of_new] : common_benchmarks(base, new_version)) {
    for (const auto& [metric, value] : of_new->metrics) {
      const auto before = of_base->metrics.find(metric);
      if (before == of_base->metrics.end()) continue;
      if (!may_compare(metric, before->second, value, can)) continue;
      if (has_cycles_instead(metric, *of_base, *of_new)) continue;
      pairs.push_back({of_new->name, metric, &before->second, &value,
                       value.exact || force ? "" : different_slots(*of_base, *of_new)});
    }
  }
  return pairs;
}

void note_missing(const Report& a, const Report& b, const char* side,
                  std::vector<std::string>& notes) {
  const BenchmarksByName of_b = benchmarks_by_name(b);
  std::vector<std::string> missing;
  for (const Benchmark& benchmark : a.benchmarks) {
    if (!of_b.contains(benchmark.name)) missing.push_back(benchmark.name);
  }
  if (missing.empty()) return;
  const std::size_t count = missing.size();
  if (count > 5) missing.resize(5);
  notes.push_back(fmt::format("{} rows are in {} alone: {}{}", count, side,
                              fmt::join(missing, ", "), count > 5 ? ", ..." : ""));
}

// A count that differed from one instance to the next is never compared exactly.
void note_inexact(const Report& base, const Report& new_version, std::vector<std::string>& notes) {
  std::map<std::string, std::size_t> rows_of;
  for (const auto& [before, after] : common_benchmarks(base, new_version)) {
    for (const auto& [metric, value] : after->metrics) {
      const auto other = before->metrics.find(metric);
      if (metric_info(metric).is_timed() || other == before->metrics.end()) continue;
      if (value.exact != other->second.exact) ++rows_of[metric];
    }
  }
  for (const auto& [metric, rows] : rows_of) {
    notes.push_back(
        fmt::format("{} is exact in one of the results alone in {} row{}: left out there", metric,
                    rows, rows == 1 ? "" : "s"));
  }
}

// Beside the costs: what happened to the packets of each row.
void add_verdicts(std::vector<Comparison>& rows, const Report& base, const Report& new_version) {
  const BenchmarksByName of_base = benchmarks_by_name(base);
  const BenchmarksByName of_new = benchmarks_by_name(new_version);
  for (Comparison& row : rows) {
    if (const auto at = of_base.find(row.name); at != of_base.end()) {
      row.base_verdicts = at->second->verdicts;
    }
    if (const auto at = of_new.find(row.name); at != of_new.end()) {
      row.new_verdicts = at->second->verdicts;
    }
  }
}

// A row for each pair, and the family that their intervals hold for.
std::vector<Comparison> rows_of(const std::vector<Pair>& pairs, const Policy& policy) {
  const auto timed =
      static_cast<std::size_t>(std::count_if(pairs.begin(), pairs.end(), [](const Pair& p) {
        return !p.new_version->exact && p.otherwise.empty();
      }));
  const double confidence =
      1 - (1 - kConfidence) / static_cast<double>(std::max<std::size_t>(1, timed));
  std::vector<Comparison> rows;
  for (const Pair& pair : pairs) {
    const RowPolicy row_policy = policy.row(pair.metric, pair.name);
    if (pair.new_version->exact) {
      rows.push_back(
          compare_exact_metric(pair.name, pair.metric, *pair.base, *pair.new_version, row_policy));
      continue;
    }
    Comparison row =
        row_of_metrics(pair.name, pair.metric, *pair.base, *pair.new_version, row_policy);
    if (pair.otherwise.empty()) {
      judge_timed(row, *pair.base, *pair.new_version, confidence);
    } else {
      row.difference.reset();
      row.ratio.reset();
      row.verdict = Verdict::inconclusive;
      row.note = pair.otherwise;
    }
    if (row.p_value) row.p_value = std::min(1.0, *row.p_value * static_cast<double>(timed));
    rows.push_back(std::move(row));
  }
  return rows;
}

// All that the policy can name, of either side.
std::vector<std::string> row_names(const Report& base, const Report& new_version) {
  std::vector<std::string> names;
  for (const Report* side : {&base, &new_version}) {
    for (const Benchmark& benchmark : side->benchmarks) names.push_back(benchmark.name);
  }
  return names;
}

Result<void> check_names(const Report& base, const Report& new_version, bool force) {
  if (base.run.suite != new_version.run.suite && !force) {
    return bad_input(
        fmt::format("base is a result of suite '{}', new of '{}': compare results of "
                    "one suite, or use --force",
                    base.run.suite, new_version.run.suite));
  }
  for (const auto& [side, report] : {std::pair{"base", &base}, std::pair{"new", &new_version}}) {
    for (const Benchmark& benchmark : report->benchmarks) {
      if (benchmark.name.size() <= kMaxRowName) continue;
      return bad_input(fmt::format("{}: the name of a row takes {} bytes, allowed: {}", side,
                                   benchmark.name.size(), kMaxRowName));
    }
  }
  return {};
}

}  // namespace

Result<GateReport> compare_stored(const Report& base, const Report& new_version,
                                  const Policy& policy, const StoredOptions& options) {
  BPFMARK_TRY(check_names(base, new_version, options.force));
  BPFMARK_TRY(check_rule_names(policy, row_names(base, new_version)));
  GateReport report;
  note_missing(base, new_version, "base", report.notes);
  note_missing(new_version, base, "new", report.notes);
  if (common_benchmarks(base, new_version).empty()) {
    return bad_input(
        fmt::format("the two results have no row in common: {}", fmt::join(report.notes, "; ")));
  }
  const Comparable can =
      check_environments(base.environment, new_version.environment, options.force, report.notes);
  note_inexact(base, new_version, report.notes);
  if (auto note = other_slots_note(base, new_version, options.force)) {
    report.notes.push_back(std::move(*note));
  }
  report.comparisons = rows_of(common_metrics(base, new_version, can, options.force), policy);
  for (Comparison& row :
       missing_rows(base, new_version, can, report.comparisons, policy, options.allow_missing)) {
    report.comparisons.push_back(std::move(row));
  }
  add_verdicts(report.comparisons, base, new_version);
  return report;
}

}  // namespace bpfmark

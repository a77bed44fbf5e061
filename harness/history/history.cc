// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/history/history.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "harness/stats/location.h"
#include "harness/stats/regime.h"
#include "harness/text/timestamp.h"

namespace bpfmark {
namespace {

// What stays the same while a machine is not changed.
Environment lasting(Environment environment) {
  environment.contended_share.reset();
  environment.core_ghz.reset();
  environment.canary_quiet_ns.reset();
  environment.canary_contended_ns.reset();
  return environment;
}

auto fields(const Environment& e) {
  return std::tie(e.kernel, e.arch, e.cpu_model, e.cpus, e.hypervisor, e.jit, e.mitigations,
                  e.governor, e.libbpf, e.clang, e.fingerprint);
}

bool is_later(const Run& a, const Run& b) {
  const double time_a = unix_seconds(a.started_at).value_or(0);
  const double time_b = unix_seconds(b.started_at).value_or(0);
  return time_a != time_b ? time_a > time_b : a.id > b.id;
}

// old index -> new index
std::vector<std::uint32_t> sort_runs(std::vector<HistoryRun>& runs) {
  std::vector<std::uint32_t> order(runs.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&runs](auto a, auto b) {
    return std::tie(runs[a].time_s, runs[a].run.id) < std::tie(runs[b].time_s, runs[b].run.id);
  });
  std::vector<HistoryRun> sorted;
  std::vector<std::uint32_t> place(runs.size());
  for (const std::uint32_t old : order) {
    place[old] = static_cast<std::uint32_t>(sorted.size());
    sorted.push_back(std::move(runs[old]));
  }
  runs = std::move(sorted);
  return place;
}

// A neighbour may have shared the core for the whole of a run: only other runs tell.
void mark_other_regimes(History& history) {
  std::map<std::string, std::vector<double>> canaries;
  const auto fingerprint = [&history](const HistoryRun& run) -> const std::string& {
    return history.environments[run.environment].fingerprint;
  };
  for (const HistoryRun& run : history.runs) {
    if (run.canary_ns) canaries[fingerprint(run)].push_back(*run.canary_ns);
  }
  std::map<std::string, double> usual;
  for (const auto& [machine, values] : canaries) usual[machine] = median(values);
  for (HistoryRun& run : history.runs) {
    if (!run.canary_ns) continue;
    run.other_regime = !same_canary_level(*run.canary_ns, usual[fingerprint(run)]);
  }
}

}  // namespace

std::size_t HistoryBuilder::environment_index(const Environment& environment) {
  std::vector<Environment>& known = history_.environments;
  const auto found = std::find_if(known.begin(), known.end(), [&](const Environment& each) {
    return fields(each) == fields(environment);
  });
  if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  known.push_back(lasting(environment));
  return known.size() - 1;
}

void HistoryBuilder::add_point(const Report& report, const Benchmark& benchmark,
                               const std::string& metric, std::uint32_t run) {
  const Metric& measured = benchmark.metrics.at(metric);
  if (!measured.value) return;
  const std::string& fingerprint = report.environment.fingerprint;
  const auto [place, added] = series_.try_emplace(
      SeriesKey{fingerprint, report.run.suite, benchmark.name, metric}, history_.series.size());
  if (added) {
    history_.series.push_back(Series{.fingerprint = fingerprint,
                                     .suite = report.run.suite,
                                     .name = benchmark.name,
                                     .kind = benchmark.kind,
                                     .version = benchmark.version,
                                     .packet = benchmark.packet,
                                     .metric = metric,
                                     .unit = measured.unit,
                                     .exact = measured.exact,
                                     .points = {}});
  }
  history_.series[place->second].points.push_back(
      HistoryPoint{.run = run,
                   .low = static_cast<float>(measured.ci_low.value_or(*measured.value)),
                   .high = static_cast<float>(measured.ci_high.value_or(*measured.value)),
                   .value = *measured.value,
                   .slots = static_cast<std::uint32_t>(benchmark.slots.value_or(1))});
}

void HistoryBuilder::keep_latest(Report&& report) {
  for (Report& kept : history_.latest) {
    if (kept.run.suite != report.run.suite ||
        kept.environment.fingerprint != report.environment.fingerprint) {
      continue;
    }
    if (is_later(report.run, kept.run)) kept = std::move(report);
    return;
  }
  history_.latest.push_back(std::move(report));
}

void HistoryBuilder::add(Report&& report) {
  const auto run = static_cast<std::uint32_t>(history_.runs.size());
  if (!ids_.try_emplace({report.environment.fingerprint, report.run.id}, run).second) {
    ++history_.repeated;
    return;
  }
  history_.runs.push_back(HistoryRun{.run = report.run,
                                     .tool_version = report.tool_version,
                                     .time_s = unix_seconds(report.run.started_at).value_or(0),
                                     .environment = environment_index(report.environment),
                                     .canary_ns = report.environment.canary_quiet_ns});
  for (const Benchmark& benchmark : report.benchmarks) {
    for (const auto& [metric, measured] : benchmark.metrics) {
      add_point(report, benchmark, metric, run);
    }
  }
  keep_latest(std::move(report));
}

History HistoryBuilder::finish() && {
  const std::vector<std::uint32_t> place = sort_runs(history_.runs);
  mark_other_regimes(history_);
  for (Series& series : history_.series) {
    for (HistoryPoint& point : series.points) point.run = place[point.run];
    std::sort(series.points.begin(), series.points.end(),
              [](const HistoryPoint& a, const HistoryPoint& b) { return a.run < b.run; });
    if (series.exact) continue;
    std::erase_if(series.points, [this](const HistoryPoint& point) {
      return history_.runs[point.run].other_regime;
    });
  }
  return std::move(history_);
}

}  // namespace bpfmark

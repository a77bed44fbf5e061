// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/maps/maps_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/campaign/maps/operation_metrics.h"
#include "harness/campaign/maps/operation_schedule.h"
#include "harness/campaign/maps/operation_sources.h"
#include "harness/campaign/progress.h"
#include "harness/campaign/report_start.h"
#include "harness/kernel/machine/cpus.h"
#include "harness/kernel/object/compiler.h"
#include "harness/result/assemble.h"
#include "harness/result/file/report_json.h"
#include "harness/result/maps/map_steps.h"
#include "harness/result/metrics.h"
#include "harness/sample/sampling.h"
#include "harness/stats/estimate.h"
#include "harness/text/pattern.h"

namespace bpfmark {
namespace {

// A cost is known well enough when its interval is within this of it, whichever is larger.
constexpr double kPreciseNs = 0.2;
constexpr double kPreciseShare = 0.01;

class MapsRun {
 public:
  MapsRun(const MapsOptions& options, const Installation& installation, StopSignals& signals)
      : options_(options), installation_(installation), signals_(signals) {}

  Result<MapsOutcome> run() {
    // Before this thread is bound to one of the CPUs.
    BPFMARK_ASSIGN(rows, selected_rows(options_, installation_));
    if (options_.output) BPFMARK_TRY(check_writable(*options_.output));
    BPFMARK_TRY(claim_cpu(options_.cpu));
    outcome_.report = begin_report("maps", options_.seed);
    if (const SharedImage& object = rows.front().operation.object) {
      outcome_.report.environment.clang = compiler_of(*object);
    }
    BPFMARK_ASSIGN(companions,
                   load_companions(installation_.objects / "maps", loop_, options_.seed));
    companions_ = std::move(companions);
    bench_ = bench();
    for (OperationRow& row : rows) rows_.emplace_back(std::move(row), bench_);
    BPFMARK_TRY(measure_all());
    outcome_.signal = signals_.received();
    BPFMARK_TRY(refresh_report());
    return std::move(outcome_);
  }

 private:
  OperationBench bench() {
    return {[this](const OperationRow& row) { return source_of(row, loop_, options_.seed); },
            companions_.yardstick, companions_.canary.get(), clock_s, options_.seed};
  }

  Result<void> measure_all() {
    double weight = 0;
    for (const OperationVisits& row : rows_) weight += row.weight_left();
    const RunBudget budget{options_.budget_s.value_or(kBudgetPerOperationS * weight),
                           options_.budget_s.has_value()};
    Progress progress(rows_.size(), options_.quiet);
    const auto begins = [&](const OperationVisits& row, double left_s) {
      progress.update(finished_, row.result().row.name, 0, left_s);
    };
    const auto visited = [&](const OperationVisits& row) { return note(row, progress); };
    return visit_all(
        rows_, budget,
        {clock_s, [&](const auto& samples, const auto& row) { return imprecision(samples, row); },
         [&] { return signals_.received().has_value(); }, begins, visited});
  }

  Result<void> note(const OperationVisits& row, Progress& progress) {
    if (row.is_finished() && finished_ < rows_.size()) {  // else it is one visit more
      const OperationResult& result = row.result();
      progress.finish_step(finished_++, result.row.name,
                           result.samples ? stop_name(result.samples->stopped) : result.why_not);
    }
    if (!options_.output || clock_s() - written_s_ < 1) return {};
    return refresh_report();
  }

  // Of all rows, which tell the regimes of the run.
  std::vector<double> canaries() const {
    std::vector<double> all;
    for (const OperationVisits& row : rows_) {
      if (row.result().samples) append_canaries(*row.result().samples, all);
    }
    return all;
  }

  double imprecision(const Samples& samples, const OperationVisits& row) {
    std::vector<double> all = canaries();
    if (!row.result().samples) append_canaries(samples, all);  // else its own are among them
    // A tenth more of them hardly moves the modes, and to find them takes milliseconds.
    if (all.size() > seen_canaries_ + seen_canaries_ / 10) {
      seen_modes_ = find_canary_modes(all);
      seen_canaries_ = all.size();
    }
    const auto net =
        estimate_difference(samples, kOperationArm, kEmptyArm, Regime::quiet, seen_modes_);
    if (!net) return std::numeric_limits<double>::infinity();
    const Interval& interval = net->interval;
    return interval.half_width() / std::max(kPreciseNs, kPreciseShare * std::abs(interval.value));
  }

  Result<void> refresh_report() {
    const std::vector<double> all_canaries = canaries();
    const auto modes = find_canary_modes(all_canaries);
    Report& report = outcome_.report;
    report.benchmarks.clear();
    double timed_s = 0;
    for (const OperationVisits& row : rows_) {
      const OperationResult& result = row.result();
      if (!result.samples && result.why_not.empty()) continue;  // not yet its turn
      report.benchmarks.push_back(benchmark_of(result, modes));
      if (result.samples) timed_s += result.samples->timed_s;
    }
    report.map_steps = map_steps(report.benchmarks);
    report.run.duration_s = clock_s() - start_s_;
    report.run.timed_share = timed_s / report.run.duration_s;
    note_canaries(report.environment, all_canaries, modes);
    written_s_ = clock_s();
    if (!options_.output) return {};
    return write_report(*options_.output, report);
  }

  Benchmark benchmark_of(const OperationResult& finished,
                         const std::optional<CanaryModes>& modes) const {
    Benchmark benchmark;
    benchmark.name = finished.row.name;
    benchmark.kind = BenchmarkKind::map_op;
    benchmark.suite = "maps";
    if (!finished.samples) {
      benchmark.warnings.push_back(finished.why_not);
      return benchmark;
    }
    benchmark.metrics = operation_metrics(*finished.samples, modes);
    if (!finished.lost_shares.empty()) {
      benchmark.metrics[kLostShare] = lost_metric(finished.lost_shares);
    }
    benchmark.stopped = finished.samples->stopped;
    std::string preempted = preemption_warning(*finished.samples);
    if (!preempted.empty()) benchmark.warnings.push_back(std::move(preempted));
    if (!benchmark.metrics.at(kNsPerOp).value) {
      const bool is_single = finished.samples->placements.size() < 2;
      benchmark.warnings.emplace_back(
          is_single ? "loaded only once within the budget, which makes no interval: give it a "
                      "larger --budget"
                    : "the core was never quiet for long enough: give it a larger --budget, or "
                      "another --cpu");
    }
    return benchmark;
  }

  const MapsOptions& options_;
  const Installation& installation_;
  StopSignals& signals_;
  const LoopKind loop_ = best_loop_kind();
  const double start_s_ = clock_s();
  double written_s_ = 0;
  Companions companions_;
  OperationBench bench_;  // of these
  std::vector<OperationVisits> rows_;
  std::size_t finished_ = 0;
  std::optional<CanaryModes> seen_modes_;  // in so many canaries, for the decision to stop
  std::size_t seen_canaries_ = 0;
  MapsOutcome outcome_;
};

std::vector<OperationRow> matching(std::vector<OperationRow> rows, const Pattern& pattern) {
  std::erase_if(rows, [&](const auto& row) { return !pattern.found_in(row.name); });
  return rows;
}

}  // namespace

Result<std::vector<OperationRow>> selected_rows(const MapsOptions& options,
                                                const Installation& installation) {
  BPFMARK_ASSIGN(pattern, compile_filter(options.filter));
  BPFMARK_ASSIGN(operations, all_operations(installation.objects / "maps"));
  const Extent machine{static_cast<int>(allowed_cpus().size()), numa_nodes()};
  std::vector<OperationRow> rows = matching(rows_of(operations, options.full, machine), pattern);
  if (!rows.empty()) return rows;
  if (!options.full && !matching(rows_of(operations, true, machine), pattern).empty()) {
    return bad_input(fmt::format(
        "--filter {} selects map operations that are measured with --full alone", options.filter));
  }
  return bad_input(
      fmt::format("--filter {} selects no map operation; `bpfmark maps --list{}` names them",
                  options.filter, options.full ? " --full" : ""));
}

Result<MapsOutcome> run_maps(const MapsOptions& options, const Installation& installation,
                             StopSignals& signals) {
  return MapsRun(options, installation, signals).run();
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/maps_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "bpf/maps/operation.h"
#include "harness/base/clock.h"
#include "harness/base/file.h"
#include "harness/cli/filter.h"
#include "harness/cli/progress.h"
#include "harness/cli/report_start.h"
#include "harness/kernel/compiler.h"
#include "harness/kernel/cpus.h"
#include "harness/measure/operation_sources.h"
#include "harness/measure/sampling.h"
#include "harness/result/assemble.h"
#include "harness/result/report_json.h"
#include "harness/stats/estimate.h"

namespace bpfmark {
namespace {

// A cost is known well enough when its interval is within this of it, whichever is larger.
constexpr double kPreciseNs = 0.2;
constexpr double kPreciseShare = 0.01;

// Shares of the budget: filling a large map takes most of a placement's time.
double weight_of(const OperationRow& row) {
  constexpr std::uint32_t kLarge = 1u << 16;
  constexpr std::uint32_t kHuge = 1u << 20;
  if (row.sizes.entries >= kHuge) return 15;
  return row.sizes.entries >= kLarge ? 5 : 1;
}

// One row, measured, or why not.
struct FinishedRow {
  OperationRow row;
  std::optional<Samples> samples;
  std::string why_not;
  std::vector<double> lost_shares;  // by placement; empty: its ring has room for all
};

class MapsRun {
 public:
  MapsRun(const MapsOptions& options, const Installation& installation, StopSignals& signals)
      : options_(options), installation_(installation), signals_(signals) {}

  Result<MapsOutcome> run() {
    // Before this thread is bound to one of the CPUs.
    BPFMARK_ASSIGN(rows, selected_rows(options_, installation_));
    if (options_.output) BPFMARK_TRY(check_writable(*options_.output));
    BPFMARK_TRY(pin_to_cpu(options_.cpu));
    outcome_.report = begin_report("maps", options_.seed);
    outcome_.report.environment.clang = compiler_of(rows.front().operation.object);
    BPFMARK_ASSIGN(companions,
                   load_companions(installation_.objects / "maps", loop_, options_.seed));
    companions_ = std::move(companions);
    BPFMARK_TRY(measure_all(rows));
    outcome_.signal = signals_.received();
    BPFMARK_TRY(refresh_report());
    return std::move(outcome_);
  }

 private:
  Result<void> measure_all(const std::vector<OperationRow>& rows) {
    double weight_left = 0;
    for (const OperationRow& row : rows) weight_left += weight_of(row);
    const double budget_s = options_.budget_s.value_or(kBudgetPerOperationS * weight_left);
    Progress progress(rows.size(), options_.quiet);
    for (std::size_t i = 0; i < rows.size() && !signals_.received(); ++i) {
      // What earlier rows did not need is left to the later ones.
      const double left_s = budget_s - (clock_s() - start_s_);
      const double share_s = std::max(0.0, left_s) * weight_of(rows[i]) / weight_left;
      weight_left -= weight_of(rows[i]);
      progress.update(i, rows[i].name, 0, left_s);
      FinishedRow finished{rows[i], std::nullopt, {}, {}};
      auto samples = measure_row(finished, share_s);
      if (samples && samples->stopped == StopReason::interrupted) return {};
      if (samples) {
        append_canaries(*samples, canaries_);
        finished.samples = std::move(*samples);
      } else {
        finished.why_not = samples.error().message;
      }
      progress.finish_step(
          i, rows[i].name,
          finished.samples ? stop_name(finished.samples->stopped) : finished.why_not);
      finished_.push_back(std::move(finished));
      if (options_.output && clock_s() - written_s_ > 1) BPFMARK_TRY(refresh_report());
    }
    return {};
  }

  Result<Samples> measure_row(FinishedRow& finished, double budget_s) {
    const OperationRow& row = finished.row;
    const double start_s = clock_s();
    BPFMARK_ASSIGN(source, source_of(row, loop_, options_.seed));
    OperationArms arms(source, companions_.yardstick, *companions_.canary);
    BPFMARK_ASSIGN(plan, plan_operations(arms, bounds_of(row), budget_s, options_.seed));
    plan.budget_s = budget_s - (clock_s() - start_s);
    const SamplingHooks hooks{clock_s,
                              [&](const Samples& s) { return precise_enough(s); },
                              [&] { return signals_.received().has_value(); },
                              {}};
    BPFMARK_ASSIGN(samples, take_samples(arms, behaviour_of_operations(), plan, hooks));
    if (row.operation.has_trait(RING_OF_A_PAGE)) finished.lost_shares = arms.lost_shares();
    return std::move(samples);
  }

  bool precise_enough(const Samples& samples) const {
    std::vector<double> canaries = canaries_;
    append_canaries(samples, canaries);
    const auto modes = find_canary_modes(canaries);
    const auto net = estimate_difference(samples, kOperationArm, kEmptyArm, Regime::quiet, modes);
    return net && net->interval.is_within(kPreciseNs, kPreciseShare);
  }

  Result<void> refresh_report() {
    const auto modes = find_canary_modes(canaries_);
    Report& report = outcome_.report;
    report.benchmarks.clear();
    double timed_s = 0;
    for (const FinishedRow& finished : finished_) {
      report.benchmarks.push_back(benchmark_of(finished, modes));
      if (finished.samples) timed_s += finished.samples->timed_s;
    }
    report.run.duration_s = clock_s() - start_s_;
    report.run.timed_share = timed_s / report.run.duration_s;
    note_canaries(report.environment, canaries_, modes);
    written_s_ = clock_s();
    if (!options_.output) return {};
    return write_file(*options_.output, report_to_json(report));
  }

  Benchmark benchmark_of(const FinishedRow& finished,
                         const std::optional<CanaryModes>& modes) const {
    Benchmark benchmark;
    benchmark.name = finished.row.name;
    benchmark.kind = "map_op";
    benchmark.suite = "maps";
    if (!finished.samples) {
      benchmark.warnings.push_back(finished.why_not);
      return benchmark;
    }
    benchmark.metrics = operation_metrics(*finished.samples, modes);
    if (!finished.lost_shares.empty()) {
      benchmark.metrics["lost_share"] = lost_metric(finished.lost_shares);
    }
    benchmark.stopped = stop_name(finished.samples->stopped);
    if (!benchmark.metrics.at("ns_per_op").value) {
      benchmark.warnings.emplace_back(
          "the core was never quiet for long enough: give it a larger --budget, or another --cpu");
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
  std::vector<FinishedRow> finished_;
  std::vector<double> canaries_;  // of all finished rows
  MapsOutcome outcome_;
};

}  // namespace

Result<std::vector<OperationRow>> selected_rows(const MapsOptions& options,
                                                const Installation& installation) {
  BPFMARK_ASSIGN(pattern, compile_filter(options.filter));
  BPFMARK_ASSIGN(operations, all_operations(installation.objects / "maps"));
  const Extent machine{static_cast<int>(allowed_cpus().size()), numa_nodes()};
  std::vector<OperationRow> rows = rows_of(operations, options.full, machine);
  const std::size_t all = rows.size();
  std::erase_if(rows, [&](const auto& row) { return !std::regex_search(row.name, pattern); });
  if (rows.empty()) {
    return bad_input(
        fmt::format("--filter {} selects none of the {} map operations; `bpfmark maps "
                    "--list` names them",
                    options.filter, all));
  }
  return rows;
}

Result<MapsOutcome> run_maps(const MapsOptions& options, const Installation& installation,
                             StopSignals& signals) {
  return MapsRun(options, installation, signals).run();
}

}  // namespace bpfmark

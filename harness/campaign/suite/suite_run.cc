// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/suite/suite_run.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/base/file.h"
#include "harness/campaign/progress.h"
#include "harness/campaign/report_start.h"
#include "harness/campaign/suite/packet_visits.h"
#include "harness/campaign/suite/selection.h"
#include "harness/campaign/suite/suite_report.h"
#include "harness/result/assemble.h"
#include "harness/result/file/report_json.h"
#include "harness/stats/estimate.h"

namespace bpfmark {
namespace {

// A visit costs some 10 ms before anything is timed, a pass over all packets 30 for its driver;
// with more visits than the most, the interval hardly narrows any more (Student's t at 19 degrees
// of freedom: 2.86, at best 2.58).
constexpr double kVisitS = 0.1;
constexpr double kMinPassS = 0.3;
constexpr std::size_t kMaxVisits = 20;

class SuiteRun {
 public:
  SuiteRun(const Suite& suite, const RunOptions& options, const ProgramBench& bench)
      : suite_(suite), options_(options), bench_(bench) {}

  Result<RunOutcome> run() {
    BPFMARK_ASSIGN(selected, select_cases(suite_, options_.filter));
    if (options_.output) BPFMARK_TRY(check_writable(*options_.output));
    outcome_.report = begin_report(suite_.name, options_.seed);
    BPFMARK_TRY(inspect_programs(selected));
    BPFMARK_TRY(measure_all(selected));
    outcome_.signal = bench_.stop_signal();
    BPFMARK_TRY(save_report());
    return std::move(outcome_);
  }

 private:
  // Those that the filter selects; the others need not even load.
  Result<void> inspect_programs(const std::vector<SelectedPacket>& selected) {
    programs_.resize(suite_.versions.size());
    for (std::size_t i = 0; i < suite_.versions.size(); ++i) {
      const bool wanted = std::any_of(selected.begin(), selected.end(), [&](const auto& packet) {
        return std::count(packet.versions.begin(), packet.versions.end(), i) > 0;
      });
      if (!wanted) continue;
      BPFMARK_ASSIGN(program, bench_.inspect(suite_.versions[i].program));
      if (program.compiler) outcome_.report.environment.clang = program.compiler;
      programs_[i] = std::move(program);
    }
    return {};
  }

  Result<void> measure_all(const std::vector<SelectedPacket>& selected) {
    const auto count = static_cast<double>(selected.size());
    budget_s_ = options_.budget_s.value_or(kBudgetPerPacketS * count);
    const double pass_s = std::max(count * kVisitS, kMinPassS);
    visits_ = std::clamp(static_cast<std::size_t>(budget_s_ / pass_s), kMinVisits, kMaxVisits);
    for (const SelectedPacket& packet : selected) {
      packets_.emplace_back(suite_, bench_, packet, options_.seed);
      active_.push_back(packets_.size() - 1);
    }
    Progress progress(selected.size(), options_.quiet);
    for (pass_ = 0; pass_ < visits_ && !active_.empty() && !bench_.stopped(); ++pass_) {
      BPFMARK_TRY(visit_active(progress));
      retire_precise(progress);
      bench_.renew();
    }
    for (const std::size_t packet : active_) finish(packet, StopReason::budget_spent, progress);
    return {};
  }

  // One visit to each packet that is not known well enough yet.
  Result<void> visit_active(Progress& progress) {
    const std::vector<std::size_t> packets = active_;
    for (std::size_t i = 0; i < packets.size() && !bench_.stopped(); ++i) {
      const std::size_t visits_left = packets.size() * (visits_ - pass_) - i;
      const auto visited = visit(packets[i], visits_left, progress);
      if (!visited && visited.error().kind == ErrorKind::interrupted) return {};
      if (!visited) give_up(packets[i], visited.error(), progress);
      // The first pass is what a killed run must not lose; later ones only narrow the intervals.
      if (pass_ == 0) BPFMARK_TRY(write_meanwhile());
    }
    return pass_ == 0 ? Result<void>() : write_meanwhile();
  }

  Result<void> visit(std::size_t packet, std::size_t visits_left, Progress& progress) {
    const double left_s = std::max(0.0, budget_s_ - (bench_.now_s() - start_s_));
    const auto tell = [&](const Samples& samples) {
      const double now_left_s = left_s - samples.wall_s;
      progress.update(finished_, name_of(packet), 1 - now_left_s / budget_s_, now_left_s);
    };
    return packets_[packet].visit(left_s / static_cast<double>(visits_left), tell);
  }

  void retire_precise(Progress& progress) {
    if (pass_ + 1 < kMinVisits) return;
    const auto modes = find_canary_modes(all_canaries(visited()));
    std::erase_if(active_, [&](std::size_t packet) {
      const bool precise = packets_[packet].precise(modes);
      if (precise) finish(packet, StopReason::precise, progress);
      return precise;
    });
  }

  void finish(std::size_t packet, StopReason reason, Progress& progress) {
    const bool cut_short = bench_.stopped() && reason == StopReason::budget_spent;
    packets_[packet].stop(cut_short ? StopReason::interrupted : reason);
    progress.finish_step(finished_++, name_of(packet),
                         stop_name(packets_[packet].result().samples.stopped));
  }

  void give_up(std::size_t packet, Error error, Progress& progress) {
    error.message = fmt::format("{}/{}: {}", suite_.name, name_of(packet), error.message);
    outcome_.failures.push_back(std::move(error));
    failed_.push_back(packet);
    std::erase(active_, packet);
    progress.finish_step(finished_++, name_of(packet), "not measured");
  }

  const std::string& name_of(std::size_t packet) const {
    return suite_.packets[packets_[packet].result().selected.packet].packet.name;
  }

  std::vector<const PacketResult*> visited() const {
    std::vector<const PacketResult*> results;
    for (std::size_t i = 0; i < packets_.size(); ++i) {
      const bool failed = std::count(failed_.begin(), failed_.end(), i) > 0;
      if (packets_[i].visits() > 0 && !failed) results.push_back(&packets_[i].result());
    }
    return results;
  }

  // Without a file nobody looks before the end, and estimating costs time of the budget.
  Result<void> write_meanwhile() { return options_.output ? save_report() : Result<void>(); }

  Result<void> save_report() {
    refresh_report(outcome_.report, suite_, programs_, visited(), bench_.now_s() - start_s_);
    if (!options_.output) return {};
    return write_report(*options_.output, outcome_.report);
  }

  const Suite& suite_;
  const RunOptions& options_;
  const ProgramBench& bench_;
  const double start_s_ = bench_.now_s();
  double budget_s_ = 0;
  std::size_t visits_ = 0;  // to each packet, at most
  std::size_t pass_ = 0;
  std::size_t finished_ = 0;
  std::vector<MeasuredProgram> programs_;  // by version; empty for those not selected
  std::vector<PacketVisits> packets_;
  std::vector<std::size_t> active_;  // packets that are to be visited again
  std::vector<std::size_t> failed_;
  RunOutcome outcome_;
};

}  // namespace

Result<RunOutcome> run_suite(const Suite& suite, const RunOptions& options,
                             const ProgramBench& bench) {
  return SuiteRun(suite, options, bench).run();
}

}  // namespace bpfmark

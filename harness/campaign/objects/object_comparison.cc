// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/objects/object_comparison.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <utility>

#include "harness/campaign/objects/behaviour_check.h"
#include "harness/campaign/objects/comparison_rows.h"
#include "harness/campaign/objects/timed_row.h"
#include "harness/campaign/progress.h"
#include "harness/gate/policy/rule_names.h"
#include "harness/profile/path/path_warnings.h"
#include "harness/stats/location.h"
#include "harness/suite/verdict.h"

namespace bpfmark {
namespace {

constexpr std::string_view kType = "xdp";  // of all that can be timed

// Both sides of a pair, inspected.
struct InspectedPair {
  MeasuredProgram base;
  MeasuredProgram new_version;
};

class ObjectComparison {
 public:
  ObjectComparison(const ProgramPairs& pairs, const Suite& workload, const Policy& policy,
                   const ComparisonOptions& options, const ProgramBench& bench)
      : pairs_(pairs),
        workload_(workload),
        policy_(policy),
        options_(options),
        bench_(bench),
        start_s_(bench.now_s()),
        rows_(pairs.pairs.size() * workload.packets.size()),
        timer_(bench, rows_, options.seed),
        progress_(rows_, options.quiet) {}

  Result<ComparisonOutcome> run() {
    for (const ProgramPair& pair : pairs_.pairs) {
      if (bench_.stopped()) break;
      BPFMARK_TRY(compare_pair(pair));
    }
    outcome_.signal = bench_.stop_signal();
    if (outcome_.signal) add_left_out();
    add_missing();
    outcome_.report.duration_s = bench_.now_s() - start_s_;
    note_regime();
    return std::move(outcome_);
  }

 private:
  Result<void> compare_pair(const ProgramPair& pair) {
    BPFMARK_ASSIGN(base, bench_.inspect(pair.base));
    BPFMARK_ASSIGN(new_version, bench_.inspect(pair.new_version));
    const InspectedPair inspected{std::move(base), std::move(new_version)};
    for (const PacketSpec& packet : workload_.packets) {
      if (bench_.stopped()) return {};
      compare_packet(pair, inspected, packet);
    }
    if (bench_.stopped()) return {};
    BPFMARK_TRY(compare_sweeps(pair));
    add_rows(program_rows(pair, inspected.base, inspected.new_version, policy_));
    note_reached(pair);
    return {};
  }

  void compare_packet(const ProgramPair& pair, const InspectedPair& inspected,
                      const PacketSpec& packet) {
    const std::string name = row_name(workload_, pair, packet.packet.name);
    auto row = compare_row(pair, packet, name);
    if (!row) {
      if (row.error().kind == ErrorKind::interrupted) return;
      row.error().message = fmt::format("{}: {}", name, row.error().message);
      outcome_.failures.push_back(row.error());
      add_uncompared(name, "could not be measured");
    } else {
      outcome_.report.comparisons.push_back(*row);
      compare_counts(pair, inspected, packet, outcome_.report.comparisons.size() - 1);
    }
    progress_.finish_step(rows_done_, name, row ? verdict_text(row->verdict) : "not measured");
    ++rows_done_;
  }

  Result<Comparison> compare_row(const ProgramPair& pair, const PacketSpec& packet,
                                 const std::string& name) {
    Comparison row = unmeasured_row(name, policy_);
    const double budget_s = row_budget_s();
    const double end_s = bench_.now_s() + budget_s;
    BPFMARK_ASSIGN(runner, make_arms(bench_, pair, packet));
    BPFMARK_TRY(compare_behaviour(pair, packet, name));
    if (pair.same && !options_.always_time) {
      row.difference = 0;
      row.verdict = Verdict::unchanged;
      row.note = "the same instructions";
      return row;
    }
    const auto show = [&](const Samples& samples) {
      const double of_row = std::min(1.0, samples.wall_s / budget_s);
      progress_.update(rows_done_, name,
                       (static_cast<double>(rows_done_) + of_row) / static_cast<double>(rows_),
                       end_s - bench_.now_s());
    };
    const Threshold threshold = policy_.row(row.metric, name).threshold;
    BPFMARK_ASSIGN(timed, timer_.time(std::move(runner), pair, packet, threshold, end_s, show));
    fill_row(row, timed);
    return row;
  }

  // What is left, shared among the rows that are left.
  double row_budget_s() const {
    const double whole_s =
        options_.budget_s.value_or(kCompareBudgetPerRowS * static_cast<double>(rows_));
    const double left_s = std::max(0.0, whole_s - (bench_.now_s() - start_s_));
    return left_s / static_cast<double>(rows_ - rows_done_);
  }

  Result<void> compare_behaviour(const ProgramPair& pair, const PacketSpec& packet,
                                 const std::string& name) {
    BPFMARK_ASSIGN(checked, check_behaviour(name, pair, packet, bench_));
    GateReport& report = outcome_.report;
    report.behaviour.insert(report.behaviour.end(), checked.differences.begin(),
                            checked.differences.end());
    report.notes.insert(report.notes.end(), checked.notes.begin(), checked.notes.end());
    return {};
  }

  Result<void> compare_sweeps(const ProgramPair& pair) {
    for (const Packet& sweep : workload_.sweeps) {
      BPFMARK_TRY(compare_behaviour(pair, {sweep, {}, {}}, row_name(workload_, pair, sweep.name)));
    }
    return {};
  }

  // Beside the time, in row `timed_row`, which gets the verdicts.
  void compare_counts(const ProgramPair& pair, const InspectedPair& inspected,
                      const PacketSpec& packet, std::size_t timed_row) {
    const CountedPacket base = bench_.count(pair.base, packet);
    const CountedPacket new_version = bench_.count(pair.new_version, packet);
    Comparison& with_verdicts = outcome_.report.comparisons[timed_row];
    with_verdicts.base_verdicts = verdict_shares(kType, base.verdicts);
    with_verdicts.new_verdicts = verdict_shares(kType, new_version.verdicts);
    const Comparison timed = with_verdicts;
    for (const CountedPacket* side : {&base, &new_version}) {
      std::vector<std::string> warnings = side->warnings;
      for (const Warning& warning : verdict_warnings(kType, side->verdicts)) {
        warnings.push_back(text_of(warning));
      }
      for (const std::string& warning : warnings) {
        outcome_.report.notes.push_back(
            fmt::format("{} of {}: {}", timed.name, side == &base ? "base" : "new", warning));
      }
    }
    reached_[0].add(base.reached);
    reached_[1].add(new_version.reached);
    add_rows(count_rows(timed, base, new_version, inspected.base, inspected.new_version, policy_));
  }

  void add_uncompared(const std::string& name, const std::string& why) {
    Comparison row = unmeasured_row(name, policy_);
    row.note = why;
    outcome_.report.comparisons.push_back(std::move(row));
  }

  // Rows come in the order of pairs and packets: those behind the last one that was done.
  void add_left_out() {
    std::size_t row = 0;
    for (const ProgramPair& pair : pairs_.pairs) {
      for (const PacketSpec& packet : workload_.packets) {
        if (row++ < rows_done_) continue;
        add_uncompared(row_name(workload_, pair, packet.packet.name), "interrupted before its end");
      }
    }
  }

  void add_missing() {
    for (const std::string& name : pairs_.base_only) {
      if (options_.allow_missing) {
        outcome_.report.notes.push_back("program " + name + " is in base alone");
      } else {
        add_uncompared(name,
                       "base has this program and new has not: --allow-missing, if it was renamed "
                       "or removed");
      }
    }
    for (const std::string& name : pairs_.new_only) {
      outcome_.report.notes.push_back("program " + name + " is in new alone");
    }
  }

  // Of both sides of a pair, over all packets; what holds for both is said once.
  void note_reached(const ProgramPair& pair) {
    std::map<std::string, std::vector<std::string>> sides;
    for (std::size_t side = 0; side < reached_.size(); ++side) {
      for (const Note& note : reach_notes(reached_[side])) {
        sides[text_of(note)].emplace_back(side == 0 ? "base" : "new");
      }
    }
    for (const auto& [text, names] : sides) {
      outcome_.report.notes.push_back(fmt::format(
          "{}{}: {}", pair.name.empty() ? "" : pair.name + ", ", fmt::join(names, " and "), text));
    }
    reached_ = {};
  }

  void add_rows(std::vector<Comparison> rows) {
    for (Comparison& row : rows) outcome_.report.comparisons.push_back(std::move(row));
  }

  void note_regime() {
    const std::vector<double>& canaries = timer_.canaries();
    if (canaries.empty()) return;
    const auto modes = find_canary_modes(canaries);
    outcome_.report.contended_share = modes ? modes->contended_share : 0;
    outcome_.report.canary_ns = modes ? modes->quiet_ns : median(canaries);
  }

  const ProgramPairs& pairs_;
  const Suite& workload_;
  const Policy& policy_;
  const ComparisonOptions& options_;
  const ProgramBench& bench_;
  const double start_s_;
  const std::size_t rows_;
  std::size_t rows_done_ = 0;
  RowTimer timer_;
  Progress progress_;
  std::array<Reached, 2> reached_;  // base's and new's, by the packets of the present pair
  ComparisonOutcome outcome_;
};

}  // namespace

Result<ComparisonOutcome> compare_objects(const ProgramPairs& pairs, const Suite& workload,
                                          const Policy& policy, const ComparisonOptions& options,
                                          const ProgramBench& bench) {
  BPFMARK_TRY(check_rule_names(policy, all_row_names(workload, pairs)));
  return ObjectComparison(pairs, workload, policy, options, bench).run();
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/maps/operation_schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace bpfmark {
namespace {

constexpr double kMaxMore = 4;        // times what a row had; or the worst one would take all
constexpr double kWorthWhile = 0.05;  // of the budget; what is less is left

double weight_left(const std::vector<OperationVisits>& rows) {
  double weight = 0;
  for (const OperationVisits& row : rows) weight += row.weight_left();
  return weight;
}

std::string why_given_up(const RunBudget& budget) {
  return fmt::format(
      "not measured: the budget of {:g} s was spent before its turn; give a larger --budget, or "
      "fewer rows by --filter",
      budget.seconds);
}

class Schedule {
 public:
  Schedule(std::vector<OperationVisits>& rows, const RunBudget& budget, const ScheduleHooks& hooks)
      : rows_(rows), budget_(budget), hooks_(hooks) {}

  Result<void> run() {
    // Large maps in each pass, so that their visits lie apart; the others in one of them.
    for (std::size_t pass = 0; pass < kVisitsToLargeMaps; ++pass) {
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        OperationVisits& row = rows_[i];
        const bool is_due = row.is_large() || i * kVisitsToLargeMaps / rows_.size() == pass;
        if (!is_due || row.is_finished()) continue;
        BPFMARK_TRY(visit(row, row.weight_of_visit() / weight_left(rows_)));
        if (hooks_.interrupted()) return {};
      }
    }
    return spend_the_rest();
  }

 private:
  double left_s() const { return budget_.seconds - (hooks_.now_s() - start_s_); }

  Result<void> visit(OperationVisits& row, double share) {
    hooks_.begins(row, left_s());
    if (budget_.is_firm && left_s() <= 0) {
      row.give_up(why_given_up(budget_));
    } else {
      row.visit(
          std::max(0.0, left_s()) * share,
          [&](const Samples& samples) { return hooks_.imprecision(samples, row) <= 1; },
          hooks_.interrupted);
    }
    return hooks_.visited(row);
  }

  // How much longer a row would have to be measured, s: an interval shrinks by the root of its
  // time.
  double need_s(const OperationVisits& row) const {
    if (!row.can_take_more()) return 0;
    const Samples& samples = *row.result().samples;
    const double wider = hooks_.imprecision(samples, row);
    return samples.wall_s * std::clamp(wider * wider - 1, 0.0, kMaxMore);
  }

  Result<void> spend_the_rest() {
    if (left_s() < kWorthWhile * budget_.seconds) return {};
    std::vector<double> needs;
    for (const OperationVisits& row : rows_) needs.push_back(need_s(row));
    double all_s = std::accumulate(needs.begin(), needs.end(), 0.0);
    for (std::size_t i = 0; i < rows_.size() && left_s() > 0; ++i) {
      if (needs[i] <= 0) continue;
      BPFMARK_TRY(visit(rows_[i], std::min(1.0, needs[i] / all_s)));
      if (hooks_.interrupted()) return {};
      all_s -= needs[i];
    }
    return {};
  }

  std::vector<OperationVisits>& rows_;
  const RunBudget& budget_;
  const ScheduleHooks& hooks_;
  const double start_s_ = hooks_.now_s();
};

}  // namespace

Result<void> visit_all(std::vector<OperationVisits>& rows, const RunBudget& budget,
                       const ScheduleHooks& hooks) {
  return Schedule(rows, budget, hooks).run();
}

}  // namespace bpfmark

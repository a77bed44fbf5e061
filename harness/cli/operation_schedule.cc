// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/operation_schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace bpfmark {
namespace {

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

}  // namespace

Result<void> visit_all(std::vector<OperationVisits>& rows, const RunBudget& budget,
                       const ScheduleHooks& hooks) {
  const double start_s = hooks.now_s();
  // Large maps in each pass, so that their visits lie apart; the others in one of them.
  for (std::size_t pass = 0; pass < kVisitsToLargeMaps; ++pass) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      OperationVisits& row = rows[i];
      const bool is_due = row.is_large() || i * kVisitsToLargeMaps / rows.size() == pass;
      if (!is_due || row.is_finished()) continue;
      const double left_s = budget.seconds - (hooks.now_s() - start_s);
      hooks.begins(row, left_s);
      if (budget.is_firm && left_s <= 0) {
        row.give_up(why_given_up(budget));
      } else {
        row.visit(
            std::max(0.0, left_s) * row.weight_of_visit() / weight_left(rows),
            [&](const Samples& samples) { return hooks.precise(samples, row); }, hooks.interrupted);
      }
      BPFMARK_TRY(hooks.visited(row));
      if (hooks.interrupted()) return {};
    }
  }
  return {};
}

}  // namespace bpfmark

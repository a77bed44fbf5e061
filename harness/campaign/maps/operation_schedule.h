// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// In which order the rows of `bpfmark maps` are visited, and how they share its time: what earlier
// ones did not need is left to the later ones, and what all together did not need to those that are
// the least precise.
#pragma once

#include <functional>
#include <vector>

#include "harness/base/error.h"
#include "harness/campaign/maps/operation_visits.h"

namespace bpfmark {

struct RunBudget {
  double seconds = 0;
  // The user's: no visit begins once it is spent, and rows that had none say so. Else each row gets
  // the least that makes an interval, however slow the machine.
  bool is_firm = false;
};

struct ScheduleHooks {
  std::function<double()> now_s;
  // How many times wider a row's interval is than is asked for; at 1 or less it is precise.
  std::function<double(const Samples&, const OperationVisits&)> imprecision;
  std::function<bool()> interrupted;
  std::function<void(const OperationVisits&, double left_s)> begins;
  std::function<Result<void>(const OperationVisits&)> visited;  // or given up
};

// Until all rows are finished, or the run is interrupted. Errors are those of `visited`.
Result<void> visit_all(std::vector<OperationVisits>& rows, const RunBudget& budget,
                       const ScheduleHooks& hooks);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// One row of `bpfmark maps`. What a large map costs depends on who else uses the caches, and that
// changes within seconds: such a row is visited several times over the whole run, and its interval
// is over the visits. The others are measured at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "harness/campaign/maps/operation_arms.h"
#include "harness/kernel/operation/operation_rows.h"
#include "harness/sample/sampling.h"

namespace bpfmark {

inline constexpr std::size_t kVisitsToLargeMaps = 6;

// What rows are measured with: the kernel's objects and the clock, or a test's own.
struct OperationBench {
  std::function<Result<SubjectSource>(const OperationRow&)> source_of;
  SubjectSource yardstick;
  OperationSubject* canary = nullptr;  // outlives all rows
  std::function<double()> now_s;
  std::uint64_t seed = 0;
};

struct OperationResult {
  OperationRow row;
  std::optional<Samples> samples;
  std::string why_not;              // it cannot be measured; then there are no samples
  std::vector<double> lost_shares;  // by placement; empty: its ring has room for all
};

class OperationVisits {
 public:
  // `bench` must outlive it.
  OperationVisits(OperationRow row, const OperationBench& bench);

  const OperationResult& result() const { return result_; }
  bool is_large() const;
  bool is_finished() const { return visits_left_ == 0; }

  // Shares of the budget: filling a large map takes most of a placement's time.
  double weight_of_visit() const;
  double weight_left() const { return weight_of_visit() * static_cast<double>(visits_left_); }

  // What goes wrong is in the result. `precise`: the samples so far are good enough. Where
  // `interrupted`, what the visit took is dropped.
  void visit(double budget_s, const std::function<bool(const Samples&)>& precise,
             const std::function<bool()>& interrupted);

  // One visit more than it has: of a finished row that spent its budget. Of small maps only so few
  // that the interval stays one over loads.
  bool can_take_more() const;

  // No more visits; `why` is what the row says where there was none yet.
  void give_up(const std::string& why);

 private:
  Result<Samples> take(const SamplingHooks& hooks, double budget_s);
  void keep(Samples taken, const std::function<bool(const Samples&)>& precise);

  OperationResult result_;
  const OperationBench& bench_;
  std::optional<Plan> plan_;  // made at the first visit
  std::size_t visits_ = 0;
  std::size_t visits_left_;
};

}  // namespace bpfmark

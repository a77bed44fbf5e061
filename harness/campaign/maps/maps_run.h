// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Map operations from their objects to a report, row by row; the report is written after each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/stop_signals.h"
#include "harness/campaign/installation.h"
#include "harness/kernel/operation/operation_rows.h"
#include "harness/result/report.h"

namespace bpfmark {

struct MapsOptions {
  std::string filter;              // on row names; empty: all
  bool full = false;               // all dimensions
  std::optional<double> budget_s;  // none: kBudgetPerOperationS a share; large maps have many
  std::optional<int> cpu;
  std::uint64_t seed = 0;
  bool quiet = false;
  std::optional<std::filesystem::path> output;  // written after every row
};

inline constexpr double kBudgetPerOperationS = 0.25;

struct MapsOutcome {
  Report report;
  std::optional<int> signal;  // that ended the run early
};

// Bad input: the filter, the output. A row that cannot be measured here is in the report without a
// value, and says why.
Result<std::vector<OperationRow>> selected_rows(const MapsOptions& options,
                                                const Installation& installation);

// Cannot measure: not even the yardstick.
Result<MapsOutcome> run_maps(const MapsOptions& options, const Installation& installation,
                             StopSignals& signals);

}  // namespace bpfmark

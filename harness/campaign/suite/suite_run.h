// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A suite from its objects to a report: loads, verifies, times and assembles, packet by packet, and
// writes the report after each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/campaign/program_bench.h"
#include "harness/result/report.h"
#include "harness/suite/suite.h"

namespace bpfmark {

struct RunOptions {
  std::string filter;              // a regular expression on case names; empty: all
  std::optional<double> budget_s;  // none: kBudgetPerPacketS for each packet
  std::uint64_t seed = 0;
  bool quiet = false;
  std::optional<std::filesystem::path> output;  // written after every packet
};

inline constexpr double kBudgetPerPacketS = 0.9;

struct RunOutcome {
  Report report;                // of what could be measured
  std::vector<Error> failures;  // a packet each; the others were measured
  std::optional<int> signal;    // that ended the run early
};

// Bad input: a filter that does not compile or selects nothing, an object that cannot be read, an
// output that cannot be written. Cannot measure: no privilege, the verifier's refusal. What goes
// wrong with one packet is in `failures`.
Result<RunOutcome> run_suite(const Suite& suite, const RunOptions& options,
                             const ProgramBench& bench);

}  // namespace bpfmark

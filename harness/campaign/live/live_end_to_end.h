// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// `bpfmark live --self-test`: the shipped versions on a veth pair of private network namespaces.
// Checks that every message arrives or is counted as lost, then measures the rate from end to end,
// paired with the program that only passes, beside what `run` predicts.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/stop_signals.h"
#include "harness/campaign/installation.h"
#include "harness/result/report.h"

namespace bpfmark {

struct SelfTestOptions {
  int rounds = 8;  // a fresh load of all programs each; at least 2
  std::uint64_t seed = 0;
  bool quiet = false;
};

struct SelfTestOutcome {
  Report report;                    // rows live/VERSION/MODE
  std::vector<std::string> checks;  // what was found right
  std::vector<std::string> notes;   // ways to drain that there are not
  std::optional<int> signal;        // that ended it early; then the report may lack rows
};

// Cannot measure: no namespaces, no live frames; a message that did not arrive and was not counted
// as lost, or another one than expected.
Result<SelfTestOutcome> run_self_test(const SelfTestOptions& options,
                                      const Installation& installation, StopSignals& signals);

}  // namespace bpfmark

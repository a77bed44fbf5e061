// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Each version against the one before it, paired within the rounds of one run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/gate/policy/verdict.h"
#include "harness/result/report.h"
#include "harness/sample/samples.h"
#include "harness/stats/regime.h"

namespace bpfmark {

// The samples of one packet, and the names of what was timed: names[i] belongs to arm i + 1.
struct PairedCase {
  const Samples* samples = nullptr;
  std::vector<std::string> versions;
  std::vector<std::string> benchmark_names;
};

// Comparisons of ns_per_packet_net for all packets and neighbouring versions, verdicts corrected
// for the whole family (Holm).
std::vector<Comparison> compare_steps(const std::vector<PairedCase>& cases,
                                      const std::optional<CanaryModes>& modes,
                                      const Threshold& threshold);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What every report of a run says, whatever was measured: when, where, and how quiet the core was.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/result/report.h"
#include "harness/stats/regime.h"

namespace bpfmark {

// A report of a run that starts now, in this folder, on this machine.
Report begin_report(const std::string& suite, std::uint64_t seed);

// The canaries of the whole run so far, and the modes found in them.
void note_canaries(Environment& environment, const std::vector<double>& canaries,
                   const std::optional<CanaryModes>& modes);

}  // namespace bpfmark

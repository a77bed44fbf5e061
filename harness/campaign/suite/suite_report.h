// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The report of a run, made anew from all that was measured so far.
#pragma once

#include <vector>

#include "harness/campaign/measured_program.h"
#include "harness/campaign/suite/packet_visits.h"
#include "harness/result/report.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// The canaries of all packets: what tells the regimes of the run.
std::vector<double> all_canaries(const std::vector<const PacketResult*>& packets);

// Benchmarks, comparisons and what the run saw of the machine, in place of those in `report`.
// `programs` by version. Everything is estimated again: a later visit may have shown a regime that
// the earlier ones could not tell.
void refresh_report(Report& report, const Suite& suite,
                    const std::vector<MeasuredProgram>& programs,
                    const std::vector<const PacketResult*>& packets, double duration_s);

}  // namespace bpfmark

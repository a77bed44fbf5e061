// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The rows of a comparison of two objects, from what was measured and counted. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/campaign/measured_program.h"
#include "harness/campaign/objects/object_pairs.h"
#include "harness/campaign/objects/timed_row.h"
#include "harness/gate/policy/policy.h"
#include "harness/result/report.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// "suite/program/packet", without the suite where there is none, and without the program where
// there is one alone.
std::string row_name(const Suite& workload, const ProgramPair& pair, const std::string& packet);

// The rows that program_rows() brings: the program's name, or "program" where there is one alone.
std::string program_row_name(const ProgramPair& pair);

// All that a policy can name.
std::vector<std::string> all_row_names(const Suite& workload, const ProgramPairs& pairs);

// Of the time of a row, not yet measured: inconclusive.
Comparison unmeasured_row(const std::string& name, const Policy& policy);

void fill_row(Comparison& row, const TimedRow& timed);

// Of what was counted on the packet of the row `timed`, beside the time, which decides: what became
// faster may take more instructions for it, and counts of two compilers say more of them than of
// the change. Those that are exact on both sides.
std::vector<Comparison> count_rows(const Comparison& timed, const CountedPacket& base,
                                   const CountedPacket& new_version, const MeasuredProgram& of_base,
                                   const MeasuredProgram& of_new, const Policy& policy);

// Of what is exact of the programs, whatever the packet.
std::vector<Comparison> program_rows(const ProgramPair& pair, const MeasuredProgram& base,
                                     const MeasuredProgram& new_version, const Policy& policy);

}  // namespace bpfmark

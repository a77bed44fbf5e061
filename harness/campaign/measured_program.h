// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What is known of a version's program before any timing: who it is, and the exact metrics.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/campaign/installation.h"
#include "harness/kernel/object/object_image.h"
#include "harness/profile/path/path_warnings.h"
#include "harness/profile/profile.h"
#include "harness/result/report.h"
#include "harness/suite/suite.h"

namespace bpfmark {

struct MeasuredProgram {
  ProgramIdentity identity;
  std::map<std::string, Metric> exact;
  std::optional<std::string> compiler;
};

// Loads it once with the verifier's statistics on, and drops it.
Result<MeasuredProgram> inspect_program(const ProgramImage& program);

// What is counted of one packet: beside its times, where it can be.
struct CountedPacket {
  std::vector<std::uint32_t> verdicts;    // by frame, in the later pass; empty: not counted
  Reached reached;                        // lines and constants
  std::map<std::string, Metric> metrics;  // insns_per_packet, helper_calls_per_packet; or none
  std::optional<std::vector<MapOperation>> map_operations;
  // Why there are none, or why they are not exact; what happened on the way. Not of the verdicts.
  std::vector<std::string> warnings;
};

// `queue` is bpf/drive/queue.bpf.o.
CountedPacket count_packet(const ProgramImage& program, const PacketSpec& packet,
                           const Suite& workload, const SharedImage& queue);

// Counts what it executes on each packet of the workload (whose versions are not looked at). The
// calling thread must be bound to one CPU.
Result<Profile> count_program(const ProgramImage& program, const Suite& workload,
                              const Installation& installation);

}  // namespace bpfmark

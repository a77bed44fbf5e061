// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Counts what a program executes on packets, in the kernel, exactly. Each count is made on freshly
// loaded maps, twice, and beside the same program without counters: what differs is marked, never
// averaged. Nothing here is timed.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/object/object_image.h"
#include "harness/profile/counter_plan.h"
#include "harness/profile/profile.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// A packet and the states of the maps before its first frame, and, where the suite says so, before
// each; states of maps that the program has not are left out.
struct ProfiledPacket {
  Packet packet;
  std::vector<MapState> maps;
};

struct ProfileOptions {
  Granularity granularity = Granularity::block;  // others are for tests
  Coverage coverage = Coverage::spanning_tree;
  std::size_t max_counters = SIZE_MAX;  // that one load carries; fewer than needed: several loads
};

// `queue` is bpf/drive/queue.bpf.o. The calling thread must be bound to one CPU. Cannot
// measure: no privilege, the verifier's refusal (of the program, or of it with counters: bisected
// before that is said), a packet that the program type refuses, code that cannot be followed.
Result<Profile> profile_program(const ProgramImage& program,
                                const std::vector<ProfiledPacket>& packets,
                                const SharedImage& queue, const ProfileOptions& options = {});

}  // namespace bpfmark

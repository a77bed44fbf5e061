// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What one fresh load of a program does with the frames of a packet, to be compared with what
// another does. Nothing here is timed.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/count/packet_profile.h"
#include "harness/kernel/object/object_image.h"
#include "harness/sample/observation/seen.h"

namespace bpfmark {

// Loads the program, calls it seen_passes() times on every frame with its maps prepared as
// `packet` says, and reads its maps and variables. `queue` is bpf/drive/queue.bpf.o. The
// calling thread must be bound to one CPU. Errors as load_hooked() and test_run(); with virtual
// calls the verifier may refuse what it accepts with real ones.
Result<Seen> observe_load(const ProgramImage& program, const ProfiledPacket& packet, Chance chance,
                          const SharedImage& queue);

}  // namespace bpfmark

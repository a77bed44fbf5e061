// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a page shows of a profile: fresh from the counting, or from the file that `profile -o`
// wrote.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/listing/annotated_source.h"
#include "harness/profile/profile.h"

namespace bpfmark {

class ReportObject;

struct AnnotatedPacket {
  std::string packet;
  bool exact = true;
  double insns = 0;  // per frame, in the later pass
  double insns_on_fresh_maps = 0;
  double helper_calls = 0;
};

struct AnnotatedProfile {
  std::string object;
  std::string program;
  std::string type;
  std::string kernel;
  std::string arch;
  std::optional<std::string> compiler;
  bool virtual_calls = false;
  std::size_t frames = 0;  // of all packets
  std::vector<AnnotatedPacket> packets;
  std::vector<AnnotatedLine> lines;  // empty: the object has no BTF line information
};

AnnotatedProfile annotated_profile(const Profile& profile);

// The same of what was written, parsed. Complains of another schema_version, a missing or mistyped
// key, no packets, a packet without frames. Unknown keys are ignored.
AnnotatedProfile annotated_profile(const ReportObject& document);

}  // namespace bpfmark

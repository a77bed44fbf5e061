// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a page shows of a profile: fresh from the counting, or from the file that `profile -o`
// wrote.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/export/annotated_source.h"
#include "harness/profile/profile.h"

namespace bpfmark {

inline constexpr std::size_t kMaxProfileBytes = std::size_t{256} << 20;

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

// Whether the text is meant as a profile, right or wrong: JSON with packets and no benchmarks.
bool is_profile(std::string_view text);

// The same as annotated_profile() of what was written. `source` names the text in messages. Bad
// input: not JSON (line and column), another schema_version, a missing or mistyped key (its JSON
// path and what belongs there), no packets, a packet without frames. Unknown keys are ignored.
Result<AnnotatedProfile> profile_from_json(std::string_view text, const std::string& source);

}  // namespace bpfmark

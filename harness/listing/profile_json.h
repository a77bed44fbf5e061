// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A profile as JSON (docs/profile.md says what is in it). Pure.
#pragma once

#include <string>

#include "harness/profile/profile.h"

namespace bpfmark {

inline constexpr int kProfileSchemaVersion = 1;

std::string profile_to_json(const Profile& profile, const std::string& tool_version);

}  // namespace bpfmark

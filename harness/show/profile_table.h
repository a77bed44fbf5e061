// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A profile for the terminal: what each packet costs, the source with its counts, functions,
// helpers and maps, and the verifier's statistics. Pure.
#pragma once

#include <string>

#include "harness/profile/profile.h"
#include "harness/show/table/text_table.h"

namespace bpfmark {

std::string profile_to_table(const Profile& profile, const TableStyle& style);
std::string profile_to_markdown(const Profile& profile);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Two profiles of the same packets, line by line. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/listing/annotated_source.h"

namespace bpfmark {

// A line that both have, or one of them.
struct LineChange {
  const AnnotatedLine* base = nullptr;         // null: new lines have none
  const AnnotatedLine* new_version = nullptr;  // null: gone
};

// In the order of the source: lines are the same where their files' names and texts are, by a
// longest common subsequence. Valid while both lists are.
std::vector<LineChange> match_lines(const std::vector<AnnotatedLine>& base,
                                    const std::vector<AnnotatedLine>& new_version);

// Per packet, instructions of base and new and what each line gained; lines that neither executes
// are left out.
std::string changes_by_line(const Profile& base, const Profile& new_version, bool colour);

}  // namespace bpfmark

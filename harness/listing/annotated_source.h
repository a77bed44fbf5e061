// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A profile as source lines with what each executed: from BTF alone, no source file is read. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/profile/figures.h"
#include "harness/profile/profile.h"

namespace bpfmark {

// Of all packets, in their later pass: what a packet costs once the maps know it.
Hits steady_hits(const Profile& profile);
// Of all packets and passes: what was ever executed.
Hits covered_hits(const Profile& profile);
// Packets that steady_hits() is of.
std::size_t frames_of(const Profile& profile);

// Tabs, which take columns of their own on a terminal, as four spaces.
std::string untabbed(const std::string& text);

struct AnnotatedLine {
  LineFigure figure;  // of the later passes, its hits and instructions those of all packets
  double share = 0;   // of all instructions, 0..1
  bool covered = false;
};
std::vector<AnnotatedLine> annotated_lines(const Profile& profile);

// Grouped by function; instructions per packet, share, hits, line. Colour by share: 20 % and more,
// 5 % and more, never executed.
std::string annotated_source(const Profile& profile, bool colour);

}  // namespace bpfmark

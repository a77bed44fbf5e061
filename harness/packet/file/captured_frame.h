// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A frame as a capture file holds it, before it is one that a program can be given. Plain data.
#pragma once

#include <cstddef>
#include <functional>

#include "harness/packet/fields.h"

namespace bpfmark {

struct CapturedFrame {
  Bytes bytes;
  std::size_t wire_bytes = 0;  // of the frame on the wire; more than there are: it was cut
  int link = 0;                // LINKTYPE_* (https://www.tcpdump.org/linktypes.html)
  std::size_t fcs_bytes = 0;   // at its end on the wire that are the frame check sequence
};

// Is given each frame in the order of the file; false: no more are wanted.
using TakeFrame = std::function<bool(CapturedFrame&&)>;

}  // namespace bpfmark

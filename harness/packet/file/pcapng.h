// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The frames of a pcapng file (draft-ietf-opsawg-pcapng): sections of either byte order, interfaces
// of any link type and snap length. libpcap reads only files whose interfaces are all alike, and
// what mergecap or a capture on two interfaces writes is not.
#pragma once

#include <cstdio>
#include <string>

#include "harness/base/error.h"
#include "harness/packet/file/captured_frame.h"

namespace bpfmark {

// By how the file begins, in either byte order.
bool is_pcapng(const Bytes& start);

// `file` stands at its beginning. Blocks that hold no frame (names, statistics, comments, secrets)
// are passed over. Bad input: a block that is cut off or contradicts itself, by its
// offset; `path` names the file in messages.
Result<void> read_pcapng(std::FILE* file, const std::string& path, const TakeFrame& take);

}  // namespace bpfmark

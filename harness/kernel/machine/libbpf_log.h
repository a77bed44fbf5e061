// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// libbpf says why something failed on its print callback alone. This keeps those lines, so that an
// Error can carry them, and keeps them off stderr.
#pragma once

#include <string>

namespace bpfmark {

// Begins (again) to capture; what an earlier capture on this thread held is dropped.
void start_libbpf_log();

// The warnings since start_libbpf_log() on this thread, one a line; at most the last 64 KiB.
std::string libbpf_log();

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Rows of two results that were measured with different numbers of slots. A program that follows
// itself without a pause costs something else than one that waits for the kernel's loop: both are
// right, and neither tells whether the program changed.
#pragma once

#include <optional>
#include <string>

#include "harness/result/report.h"

namespace bpfmark {

// How the two differ, for the row's note; empty where they do not. A file without slots has 1.
std::string different_slots(const Benchmark& base, const Benchmark& new_version);

// How many of the common rows differ, and what follows; none where none does.
std::optional<std::string> other_slots_note(const Report& base, const Report& new_version,
                                            bool force);

}  // namespace bpfmark

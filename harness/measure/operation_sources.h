// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From a row to what can be loaded and run: its keys, and how to load its object.
#pragma once

#include <cstdint>

#include "harness/base/error.h"
#include "harness/kernel/operation_object.h"
#include "harness/measure/operation_arms.h"
#include "harness/measure/operation_rows.h"

namespace bpfmark {

// Cannot measure: the kernel refuses the array of keys. What loading fails of shows in load().
Result<SubjectSource> source_of(const OperationRow& row, LoopKind loop, std::uint64_t seed);

BlockBounds bounds_of(const OperationRow& row);

}  // namespace bpfmark

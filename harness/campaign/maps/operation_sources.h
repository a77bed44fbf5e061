// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// From a row to what can be loaded and run: its keys, and how to load its object.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "harness/base/error.h"
#include "harness/campaign/maps/operation_arms.h"
#include "harness/kernel/operation/operation_object.h"
#include "harness/kernel/operation/operation_rows.h"

namespace bpfmark {

// Cannot measure: the kernel refuses the array of keys. What loading fails of shows in load().
Result<SubjectSource> source_of(const OperationRow& row, LoopKind loop, std::uint64_t seed);

BlockBounds bounds_of(const OperationRow& row);

// What every row is measured beside.
struct Companions {
  SubjectSource yardstick;                   // a hash lookup at the default sizes
  SubjectSource canary_source;               // holds the keys that the canary borrows
  std::unique_ptr<OperationSubject> canary;  // loaded once
};

// `objects`: bpf/maps. Cannot measure: not even these.
Result<Companions> load_companions(const std::filesystem::path& objects, LoopKind loop,
                                   std::uint64_t seed);

// All that are described: by the objects of the folder, then those of user space.
Result<std::vector<Operation>> all_operations(const std::filesystem::path& objects);

}  // namespace bpfmark

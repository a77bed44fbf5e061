// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Map operations from user space: system calls, memory that a map lends, consumers of rings. Their
// descriptions are those of operations in BPF, of the type "user/hash"; to add one, add a row to
// the table in user_operation_table.cc.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/operation/key_table.h"
#include "harness/kernel/operation/operation.h"
#include "harness/kernel/operation/operation_subject.h"

namespace bpfmark {

// All of them, as operations to make rows of. `objects`: bpf/maps, whose programs feed the rings.
// Bad input: as read_image().
Result<std::vector<Operation>> user_operations(const std::filesystem::path& objects);

// Cannot measure: what the kernel refuses. `keys` must outlive it. The operation is one of those
// above.
Result<std::unique_ptr<OperationSubject>> load_user_operation(const Operation& operation,
                                                              const OperationSizes& sizes,
                                                              KeyTable& keys);

}  // namespace bpfmark

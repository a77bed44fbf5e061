// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The cost of the kernel's calls of struct_ops programs, by bpf/maps/struct_ops.bpf.c: a connected
// socket of a private namespace takes a congestion control with two callbacks, and one without.
#pragma once

#include <memory>

#include "harness/base/error.h"
#include "harness/kernel/operation/operation.h"
#include "harness/kernel/operation/operation_subject.h"

namespace bpfmark {

// Cannot measure: the kernel has no links of struct_ops (6.4), without which a killed run would
// leave a congestion control behind.
Result<std::unique_ptr<OperationSubject>> load_struct_ops(const Operation& operation);

}  // namespace bpfmark

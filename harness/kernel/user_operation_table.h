// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What user space does with maps, a row each.
#pragma once

#include <span>

#include "harness/kernel/user_operation.h"

namespace bpfmark {

std::span<const UserOperation> user_operation_table();

}  // namespace bpfmark

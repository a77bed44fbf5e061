// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What user space does with maps, a row each.
#pragma once

#include <cstdint>
#include <span>

#include "harness/kernel/user_operation/user_steps.h"

namespace bpfmark {

struct UserOperation {
  const char* type;        // "hash"
  std::uint32_t map_type;  // BPF_MAP_TYPE_*
  const char* name;
  const char* needs;  // "5.6", or empty
  const UserStep* step;
  const UserStep* before;  // or null
  const UserStep* fill;    // on all keys, or null
  std::uint32_t dimensions;
  std::uint32_t traits;
  std::uint32_t entries = 0;  // where not 1024
};

std::span<const UserOperation> user_operation_table();

}  // namespace bpfmark

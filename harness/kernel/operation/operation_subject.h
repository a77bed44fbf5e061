// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Something that makes operations and times them: a loaded BPF program (OperationObject), system
// calls (UserSubject), or a fake. Places are those of a key table.
#pragma once

#include <cstdint>

#include "harness/base/error.h"

namespace bpfmark {

// What one block of operations answered.
struct OperationSample {
  double elapsed_ns = 0;  // of the loop alone, the two clock readings included
  std::uint32_t done = 0;
  std::uint32_t errors = 0;
  std::uint64_t sum = 0;   // of what was read, where the operation reads
  std::uint32_t lost = 0;  // of `done`: records that found no room, where a ring may overflow
};

class OperationSubject {
 public:
  virtual ~OperationSubject() = default;

  // `count` operations from place `first` on. Untimed before it: what brings the map into the state
  // that they need, and caches into theirs. Cannot measure: a call failed.
  virtual Result<OperationSample> run(std::uint32_t first, std::uint32_t count) = 0;

  // The same loop without the operation.
  virtual Result<OperationSample> run_empty(std::uint32_t first, std::uint32_t count) = 0;
};

}  // namespace bpfmark

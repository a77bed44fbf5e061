// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How often a loaded program ran, and for how long, by the kernel's own statistics (bpf_stats,
// which sysctl kernel.bpf_stats_enabled switches as well). They are on for all programs of the
// machine while a RunStatistics lives, and add two readings of a clock to each run: part of that
// lies within the time that they tell, the rest only in the packet's.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/base/error.h"
#include "harness/base/unique_fd.h"
#include "harness/kernel/object/object_image.h"

namespace bpfmark {

struct RunCount {
  std::uint64_t runs = 0;
  std::uint64_t time_ns = 0;
};

class RunStatistics {
 public:
  // Cannot measure: no permission (CAP_SYS_ADMIN), or a kernel before 5.8.
  static Result<RunStatistics> start();

  static std::optional<RunCount> of_program(int program_fd);

  // What they tell of a program that does nothing, `reference` (pass.bpf.o), which is their own
  // cost within what they tell; and what they add to each of its runs, told or not. Fastest of
  // several blocks.
  struct OwnCost {
    double told_ns = 0;
    double added_ns = 0;
  };
  static Result<OwnCost> own_cost(const SharedImage& reference);

 private:
  explicit RunStatistics(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;  // they are on while it is open
};

}  // namespace bpfmark

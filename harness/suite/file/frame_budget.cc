// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/suite/file/frame_budget.h"

#include <fmt/format.h>

#include <algorithm>

namespace bpfmark {

std::size_t budget_bytes(const std::vector<Bytes>& frames) {
  std::size_t sum = 0;
  for (const Bytes& frame : frames) sum += budget_bytes(frame.size());
  return sum;
}

bool FrameBudget::take(const std::string& place, std::size_t bytes, Mistakes& mistakes) {
  taken_ += std::min(bytes, kMaxSuiteFrameBytes);
  if (taken_ <= kMaxSuiteFrameBytes) return true;
  mistakes.add(place, fmt::format("the frames of all packets and sweeps up to here take more than "
                                  "{} MiB, leave some out",
                                  kMaxSuiteFrameBytes >> 20U));
  taken_ = kMaxSuiteFrameBytes;
  return false;
}

}  // namespace bpfmark

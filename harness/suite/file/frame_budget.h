// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// How much memory the frames of a suite may take together: many large mixes of one another, or many
// long sweeps, are small in the file and could fill any memory.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/json/mistakes.h"
#include "harness/packet/packet.h"

namespace bpfmark {

inline constexpr std::size_t kMaxSuiteFrameBytes = 256U << 20U;

// What one frame of `size` bytes takes.
constexpr std::size_t budget_bytes(std::size_t size) {
  return size + sizeof(Bytes);
}
std::size_t budget_bytes(const std::vector<Bytes>& frames);

class FrameBudget {
 public:
  // Whether `bytes` more may be taken; if not, a mistake at `place`.
  bool take(const std::string& place, std::size_t bytes, Mistakes& mistakes);

 private:
  std::size_t taken_ = 0;
};

}  // namespace bpfmark

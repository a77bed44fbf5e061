// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The two clocks by which bpfmark measures itself and programs. Any thread.
#pragma once

#include <chrono>
#include <ctime>

namespace bpfmark {

// Seconds by a clock that never goes back, from an arbitrary start.
inline double clock_s() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// Nanoseconds by CLOCK_MONOTONIC_RAW, which nobody slews: for what lasts microseconds.
inline double raw_clock_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_RAW, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

}  // namespace bpfmark

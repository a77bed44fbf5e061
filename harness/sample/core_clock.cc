// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/core_clock.h"

#include <algorithm>
#include <cstdint>

#include "harness/base/clock.h"

namespace bpfmark {

#if defined(__x86_64__) || defined(__aarch64__)
namespace {

constexpr std::uint64_t kSteps = 1000;
constexpr double kAdditionsPerStep = 16;
constexpr int kReadings = 3;  // the best counts: an interrupt only ever adds time

// The loop's own counter runs beside the chain and costs nothing.
void run_chain() {
  std::uint64_t sum = 1;
  std::uint64_t steps = kSteps;
#if defined(__x86_64__)
  asm volatile(
      "1:\n\t"
      ".rept 16\n\t"
      "addq %0, %0\n\t"
      ".endr\n\t"
      "decq %1\n\t"
      "jnz 1b"
      : "+r"(sum), "+r"(steps)
      :
      : "cc");
#else
  asm volatile(
      "1:\n\t"
      ".rept 16\n\t"
      "add %0, %0, %0\n\t"
      ".endr\n\t"
      "subs %1, %1, #1\n\t"
      "b.ne 1b"
      : "+r"(sum), "+r"(steps)
      :
      : "cc");
#endif
}

}  // namespace

std::optional<double> core_clock_ghz() {
  double shortest_ns = 1e18;
  for (int i = 0; i < kReadings; ++i) {
    const double start_ns = raw_clock_ns();
    run_chain();
    shortest_ns = std::min(shortest_ns, raw_clock_ns() - start_ns);
  }
  return kSteps * kAdditionsPerStep / shortest_ns;
}
#else
std::optional<double> core_clock_ghz() {
  return std::nullopt;
}
#endif

}  // namespace bpfmark

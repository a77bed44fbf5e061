// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// BPF_PROG_TEST_RUN for XDP programs: once with everything to see, and timed.
#pragma once

#include <cstdint>

#include "harness/base/error.h"
#include "harness/packet/fields.h"

namespace bpfmark {

struct TestRunOutcome {
  std::uint32_t verdict = 0;
  Bytes output;  // the packet as the last iteration left it
};

// Cannot measure: the kernel refused; the message names errno's meaning here.
Result<TestRunOutcome> test_run(int program_fd, const Bytes& input, std::uint32_t iterations);

// The time of the whole call, ns, by CLOCK_MONOTONIC_RAW around the system call: the kernel's own
// `duration` is truncated to whole nanoseconds per iteration. The call's fixed cost is in it. No
// output packet is copied out. EINTR (a call cut short) is retried a few times.
struct TimedRun {
  double elapsed_ns = 0;
  std::uint32_t verdict = 0;  // of the last iteration
};
Result<TimedRun> timed_test_run(int program_fd, const Bytes& input, std::uint32_t iterations);

}  // namespace bpfmark

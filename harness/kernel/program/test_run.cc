// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/program/test_run.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "harness/base/clock.h"

namespace bpfmark {
namespace {

constexpr int kTries = 5;
constexpr std::size_t kOutputBytes = 8192;  // more than the page that a test_run frame lives in

bpf_test_run_opts options_for(const Bytes& input, std::uint32_t iterations) {
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.data_in = input.data();
  options.data_size_in = static_cast<std::uint32_t>(input.size());
  options.repeat = static_cast<int>(iterations);
  return options;
}

Failure run_error(int error) {
  return cannot_measure(fmt::format("BPF_PROG_TEST_RUN failed: {}", std::strerror(error)), error);
}

}  // namespace

Result<TestRunOutcome> test_run(int program_fd, const Bytes& input, std::uint32_t iterations) {
  TestRunOutcome outcome;
  for (int tries = 0; tries < kTries; ++tries) {
    outcome.output.resize(kOutputBytes);
    bpf_test_run_opts options = options_for(input, iterations);
    options.data_out = outcome.output.data();
    options.data_size_out = kOutputBytes;
    if (bpf_prog_test_run_opts(program_fd, &options) == 0) {
      outcome.verdict = options.retval;
      outcome.output.resize(options.data_size_out);
      return outcome;
    }
    if (errno != EINTR) break;
  }
  return run_error(errno);
}

Result<TimedRun> timed_test_run(int program_fd, const Bytes& input, std::uint32_t iterations) {
  for (int tries = 0; tries < kTries; ++tries) {
    bpf_test_run_opts options = options_for(input, iterations);
    const double start = raw_clock_ns();
    const int failed = bpf_prog_test_run_opts(program_fd, &options);
    const double end = raw_clock_ns();
    if (failed == 0) return TimedRun{end - start, options.retval};
    if (errno != EINTR) break;
  }
  return run_error(errno);
}

}  // namespace bpfmark

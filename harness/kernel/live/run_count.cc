// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/live/run_count.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <limits>

#include "harness/kernel/drive/dispatcher_hold.h"
#include "harness/kernel/program/object.h"
#include "harness/kernel/program/test_run.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kBlock = 5000;
constexpr int kBlocks = 40;
constexpr std::size_t kFrameBytes = 64;

// Time of a run as the caller sees it, the fastest block's.
Result<double> fastest_run_ns(int program_fd) {
  double fastest = std::numeric_limits<double>::max();
  for (int i = 0; i < kBlocks; ++i) {
    BPFMARK_ASSIGN(run, timed_test_run(program_fd, Bytes(kFrameBytes), kBlock));
    fastest = std::min(fastest, run.elapsed_ns / kBlock);
  }
  return fastest;
}

Result<double> fastest_told_ns(int program_fd) {
  double fastest = std::numeric_limits<double>::max();
  for (int i = 0; i < kBlocks; ++i) {
    const auto before = RunStatistics::of_program(program_fd);
    BPFMARK_TRY(timed_test_run(program_fd, Bytes(kFrameBytes), kBlock));
    const auto after = RunStatistics::of_program(program_fd);
    if (!before || !after || after->runs == before->runs) continue;
    fastest = std::min(fastest, static_cast<double>(after->time_ns - before->time_ns) /
                                    static_cast<double>(after->runs - before->runs));
  }
  return fastest;
}

}  // namespace

Result<RunStatistics> RunStatistics::start() {
  UniqueFd fd(bpf_enable_stats(BPF_STATS_RUN_TIME));
  if (!fd) {
    return cannot_measure(
        fmt::format("cannot switch the kernel's bpf_stats on: {}", std::strerror(errno)), errno);
  }
  return RunStatistics(std::move(fd));
}

std::optional<RunCount> RunStatistics::of_program(int program_fd) {
  bpf_prog_info info{};
  std::uint32_t size = sizeof info;
  if (bpf_obj_get_info_by_fd(program_fd, &info, &size) != 0) return std::nullopt;
  return RunCount{info.run_cnt, info.run_time_ns};
}

Result<RunStatistics::OwnCost> RunStatistics::own_cost(const SharedImage& reference) {
  BPFMARK_ASSIGN(object, Object::open({reference, ""}));
  BPFMARK_TRY(object.load(false));
  BPFMARK_ASSIGN(hold, DispatcherHold::hold(object.program_fd()));
  (void)hold;
  BPFMARK_ASSIGN(without, fastest_run_ns(object.program_fd()));
  BPFMARK_ASSIGN(statistics, start());
  (void)statistics;
  BPFMARK_ASSIGN(with, fastest_run_ns(object.program_fd()));
  BPFMARK_ASSIGN(told, fastest_told_ns(object.program_fd()));
  return OwnCost{told, std::max(0.0, with - without)};
}

}  // namespace bpfmark

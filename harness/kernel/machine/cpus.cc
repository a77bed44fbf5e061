// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/machine/cpus.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sched.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>

namespace bpfmark {

std::size_t possible_cpus() {
  const int count = libbpf_num_possible_cpus();
  return count > 0 ? static_cast<std::size_t>(count) : 1;
}

std::vector<int> allowed_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  std::vector<int> cpus;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return cpus;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &set)) cpus.push_back(cpu);
  }
  return cpus;
}

int numa_nodes() {
  int nodes = 0;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/sys/devices/system/node", error)) {
    const std::string name = entry.path().filename();
    nodes += name.starts_with("node") && name.find_first_not_of("0123456789", 4) == name.npos;
  }
  return std::max(nodes, 1);
}

Result<int> pin_to_cpu(std::optional<int> cpu) {
  const std::vector<int> allowed = allowed_cpus();
  if (allowed.empty()) return cannot_measure("cannot read the CPUs of this process", errno);
  const int chosen = cpu.value_or(allowed.back());
  if (std::find(allowed.begin(), allowed.end(), chosen) == allowed.end()) {
    return bad_input(fmt::format("--cpu {}: this process may run on CPU {} only", chosen,
                                 fmt::join(allowed, ", ")));
  }
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(chosen, &set);
  if (::sched_setaffinity(0, sizeof set, &set) != 0) {
    return cannot_measure(fmt::format("cannot bind to CPU {}", chosen), errno);
  }
  return chosen;
}

Result<int> claim_cpu(std::optional<int> cpu) {
  BPFMARK_ASSIGN(chosen, pin_to_cpu(cpu));
  (void)::setpriority(PRIO_PROCESS, 0, -20);
  return chosen;
}

long preemptions() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return usage.ru_nivcsw;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which CPUs and NUMA nodes there are, and staying on one CPU.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "harness/base/error.h"

namespace bpfmark {

// Including those that are offline: per-CPU maps have a value for each.
std::size_t possible_cpus();

// Those that this process may run on, ascending.
std::vector<int> allowed_cpus();

// NUMA nodes of the machine, at least one.
int numa_nodes();

// Binds this thread to `cpu`, or to the highest allowed CPU where there is none (CPU 0 serves most
// interrupts), and returns it. BPF_PROG_TEST_RUN runs on the CPU of its caller; its own option for
// the CPU is ignored for XDP. Bad input: a CPU that is not allowed; the message lists those that
// are.
Result<int> pin_to_cpu(std::optional<int> cpu);

// The same, for measuring: this process also comes before the others on that CPU (nice -20, where
// it may). Not real-time, which would starve the kernel's own threads.
Result<int> claim_cpu(std::optional<int> cpu);

// How often the scheduler has taken the CPU away from this thread. What was timed while the number
// rose holds somebody else's time.
long preemptions();

}  // namespace bpfmark

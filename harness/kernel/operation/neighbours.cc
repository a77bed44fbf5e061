// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/operation/neighbours.h"

#include <fmt/format.h>
#include <sched.h>

namespace bpfmark {
namespace {

// Where this thread may run is what is left of the process' CPUs once it is bound: ask for all.
std::vector<int> other_cpus() {
  const int own = ::sched_getcpu();
  cpu_set_t bound;
  ::sched_getaffinity(0, sizeof bound, &bound);
  cpu_set_t all;
  CPU_ZERO(&all);
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) CPU_SET(cpu, &all);
  ::sched_setaffinity(0, sizeof all, &all);  // the kernel cuts it to what the cpuset allows
  cpu_set_t allowed;
  ::sched_getaffinity(0, sizeof allowed, &allowed);
  ::sched_setaffinity(0, sizeof bound, &bound);
  std::vector<int> others;
  for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
    if (CPU_ISSET(cpu, &allowed) && cpu != own) others.push_back(cpu);
  }
  return others;
}

void bind_to(int cpu) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(cpu, &set);
  ::sched_setaffinity(0, sizeof set, &set);
}

void pause_cpu() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

Result<std::unique_ptr<Neighbours>> Neighbours::start(int count) {
  std::vector<int> cpus = other_cpus();
  if (static_cast<int>(cpus.size()) < count) {
    return cannot_measure(fmt::format("needs {} CPUs; there are {}", count + 1, cpus.size() + 1));
  }
  cpus.resize(static_cast<std::size_t>(count));
  return std::unique_ptr<Neighbours>(new Neighbours(cpus));
}

Neighbours::Neighbours(const std::vector<int>& cpus) : answers_(cpus.size()) {
  for (std::uint32_t i = 0; i < cpus.size(); ++i) {
    threads_.emplace_back([this, i, cpu = cpus[i]] { serve(i + 1, cpu); });
  }
}

Neighbours::~Neighbours() {
  leave_ = true;
  ++turn_;
  for (std::thread& thread : threads_) thread.join();
}

void Neighbours::await(const std::atomic<std::uint32_t>& counter, std::uint32_t wanted) const {
  while (counter.load(std::memory_order_acquire) != wanted) pause_cpu();
}

void Neighbours::serve(std::uint32_t index, int cpu) {
  bind_to(cpu);
  const auto all = static_cast<std::uint32_t>(answers_.size());
  for (std::uint32_t seen = 0;;) {
    await(turn_, ++seen);
    if (leave_) return;
    ++ready_;
    await(ready_, all + 1);
    answers_[index - 1] = (*work_)(index);
    ++ended_;
  }
}

Result<OperationSample> Neighbours::run(const Work& work) {
  const auto all = static_cast<std::uint32_t>(threads_.size());
  work_ = &work;
  ready_ = 0;
  ended_ = 0;
  ++turn_;
  await(ready_, all);
  ++ready_;
  auto answer = work(0);
  await(ended_, all);
  for (const Result<OperationSample>& other : answers_) {
    if (!other) return Failure(other.error());
    if (answer) answer->errors += other->errors;
  }
  return answer;
}

}  // namespace bpfmark

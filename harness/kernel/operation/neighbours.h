// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Threads on other CPUs that do what the caller's does, at the same time. They spin between runs:
// waking one up takes as long as a block.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/operation/operation_subject.h"

namespace bpfmark {

class Neighbours {
 public:
  // Each bound to a CPU of its own, none of them the caller's. Cannot measure: there are fewer.
  static Result<std::unique_ptr<Neighbours>> start(int count);
  ~Neighbours();
  Neighbours(const Neighbours&) = delete;
  Neighbours& operator=(const Neighbours&) = delete;

  // work(0) here and work(1..count) on the neighbours, begun together. Returns the caller's answer,
  // with the failed operations of all, or the error of any.
  using Work = std::function<Result<OperationSample>(std::uint32_t index)>;
  Result<OperationSample> run(const Work& work);

 private:
  explicit Neighbours(const std::vector<int>& cpus);
  void serve(std::uint32_t index, int cpu);
  void await(const std::atomic<std::uint32_t>& counter, std::uint32_t wanted) const;

  const Work* work_ = nullptr;
  std::atomic<std::uint32_t> turn_ = 0;   // a run each
  std::atomic<std::uint32_t> ready_ = 0;  // that have seen the turn
  std::atomic<std::uint32_t> ended_ = 0;
  std::atomic<bool> leave_ = false;
  std::vector<Result<OperationSample>> answers_;  // one each
  std::vector<std::thread> threads_;
};

}  // namespace bpfmark

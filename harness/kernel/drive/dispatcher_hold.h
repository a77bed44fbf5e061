// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Keeps a program in the kernel's XDP dispatcher while this lives. BPF_PROG_TEST_RUN with repeat >
// 1 registers the program there before and after each call, and each registration waits for an RCU
// grace period: 16 ms here. For a program that is attached somewhere it only counts a user: 1.7 us.
//
// The attachment is to the loopback device of a network namespace made for it, which nobody else
// sees. No device is made and nothing is pinned: the kernel takes all of it down when the process
// ends, however it ends.
#pragma once

#include "harness/base/error.h"
#include "harness/base/unique_fd.h"

namespace bpfmark {

class DispatcherHold {
 public:
  // Cannot measure: namespaces or the attachment are refused here.
  static Result<DispatcherHold> hold(int program_fd);

 private:
  DispatcherHold(UniqueFd network, UniqueFd link)
      : namespace_(std::move(network)), link_(std::move(link)) {}

  UniqueFd namespace_;  // a link does not keep its namespace alive
  UniqueFd link_;       // closed before the namespace
};

}  // namespace bpfmark

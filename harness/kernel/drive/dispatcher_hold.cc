// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/drive/dispatcher_hold.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/if_link.h>
#include <sched.h>

#include <cerrno>
#include <thread>

namespace bpfmark {
namespace {

constexpr int kLoopbackIndex = 1;  // `lo` is the first device of every namespace

// `lo` need not be up for this.
UniqueFd attach_to_loopback(int program_fd) {
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.flags = XDP_FLAGS_SKB_MODE;
  return UniqueFd(bpf_link_create(program_fd, kLoopbackIndex, BPF_XDP, &options));
}

}  // namespace

Result<DispatcherHold> DispatcherHold::hold(int program_fd) {
  UniqueFd network;
  UniqueFd link;
  int error = 0;
  // In a thread of its own: unshare() moves the thread that calls it, and there is no way back
  // without another privilege.
  std::thread([&] {
    if (::unshare(CLONE_NEWNET) == 0) {
      network = UniqueFd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
      if (network) link = attach_to_loopback(program_fd);
    }
    error = errno;
  }).join();
  if (!link) {
    return cannot_measure("cannot attach a program to the loopback device of a private namespace",
                          error);
  }
  return DispatcherHold(std::move(network), std::move(link));
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/base/stop_signals.h"

#include <sys/signalfd.h>

#include <csignal>

namespace bpfmark {

StopSignals::StopSignals(std::initializer_list<int> more) {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  for (const int signal : more) ::sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  fd_ = UniqueFd(::signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC));
}

std::optional<int> StopSignals::received() {
  signalfd_siginfo info{};
  if (!received_ && ::read(fd_.get(), &info, sizeof info) == sizeof info) {
    received_ = static_cast<int>(info.ssi_signo);
  }
  return received_;
}

}  // namespace bpfmark

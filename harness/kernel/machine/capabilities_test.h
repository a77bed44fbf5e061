// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Giving up privileges, for a child process to try what happens then.
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <vector>

#include "harness/kernel/machine/capability_numbers.h"

namespace bpfmark {

// Keeps these alone, which the process must have; there is no way back.
inline void keep_capabilities(const std::vector<unsigned>& kept) {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> data{};
  for (const unsigned capability : kept) {
    data[capability / 32].effective |= 1u << (capability % 32);
    data[capability / 32].permitted |= 1u << (capability % 32);
  }
  if (::syscall(SYS_capset, &header, data.data()) != 0) ::_exit(2);
}

}  // namespace bpfmark

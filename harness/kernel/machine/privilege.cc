// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/machine/privilege.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "harness/kernel/machine/capability_numbers.h"

namespace bpfmark {

std::vector<std::string> missing_capabilities() {
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> data{};
  if (::syscall(SYS_capget, &header, data.data()) != 0) return {};
  const auto has = [&](unsigned capability) {
    return (data[capability / 32].effective & (1u << (capability % 32))) != 0;
  };
  // CAP_SYS_ADMIN stands for CAP_BPF and CAP_PERFMON, and unshare() needs it for a namespace.
  std::vector<std::string> missing;
  if (!has(CAP_BPF) && !has(CAP_SYS_ADMIN)) missing.emplace_back("CAP_BPF");
  if (!has(CAP_PERFMON) && !has(CAP_SYS_ADMIN)) missing.emplace_back("CAP_PERFMON");
  if (!has(CAP_NET_ADMIN)) missing.emplace_back("CAP_NET_ADMIN");
  if (!has(CAP_SYS_ADMIN)) missing.emplace_back("CAP_SYS_ADMIN");
  return missing;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/machine/map_refusal.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "harness/kernel/machine/privilege.h"

namespace bpfmark {

Failure map_refusal(std::string_view what, int error) {
  if (error == EPERM) {
    return cannot_measure(fmt::format("no permission to make {}: {}", what, kGetPrivilege), error);
  }
  return cannot_measure(fmt::format("the kernel refuses {}: {}", what, std::strerror(error)),
                        error);
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/map_refusal.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace bpfmark {

tl::unexpected<Error> map_refusal(std::string_view what, int error) {
  if (error == EPERM) {
    return cannot_measure(fmt::format("no permission to make {}: run as root, or with CAP_BPF, "
                                      "CAP_NET_ADMIN and CAP_PERFMON",
                                      what),
                          error);
  }
  return cannot_measure(fmt::format("the kernel refuses {}: {}", what, std::strerror(error)),
                        error);
}

}  // namespace bpfmark

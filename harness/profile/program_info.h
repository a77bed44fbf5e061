// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the kernel says of a loaded program. Plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace bpfmark {

// Exact: the same in every load.
struct ProgramInfo {
  std::string name;
  std::string type;                             // "xdp", "sched_cls"
  std::string tag;                              // 16 hexadecimal digits
  std::uint32_t xlated_insns = 0;               // after the verifier's rewriting
  std::optional<std::uint32_t> jited_bytes;     // none without JIT
  std::optional<std::uint32_t> verified_insns;  // none before Linux 5.16
};

}  // namespace bpfmark

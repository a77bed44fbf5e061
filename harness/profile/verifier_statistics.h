// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the verifier says of its work on a program, from its log of level 4 (BPF_LOG_STATS): the
// figures that veristat shows. The same in every load, so its time is not among them. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bpfmark {

struct VerifierStatistics {
  std::optional<std::uint64_t> processed_insns;
  std::optional<std::uint64_t> max_states_per_insn;
  std::optional<std::uint64_t> total_states;
  std::optional<std::uint64_t> peak_states;
  std::optional<std::uint64_t> mark_read;
  std::vector<std::size_t> stack_bytes;  // by function, in the code's order
};

VerifierStatistics verifier_statistics_of(const std::string& log);

}  // namespace bpfmark

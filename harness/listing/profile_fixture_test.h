// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A profile to be shown, without a kernel.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/profile/profile.h"

namespace bpfmark {

inline Insn insn_of(int code) {
  return {.code = static_cast<__u8>(code), .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0};
}

// A program of one block, an instruction a line, executed `hits` times by one frame each.
inline Profile sample_profile(const std::vector<std::string>& texts, std::uint64_t hits) {
  ProfiledProgram program;
  program.code.name = "sample";
  program.code.functions = {{0, "sample"}};
  for (std::size_t i = 0; i < texts.size(); ++i) {
    program.code.code.insns.push_back(
        insn_of(i + 1 < texts.size() ? BPF_ALU64 | BPF_MOV | BPF_K : BPF_JMP | BPF_EXIT));
    program.code.lines.push_back({i, "src/a.c", static_cast<std::uint32_t>(i + 1), texts[i]});
  }
  program.graph = make_flow_graph(program.code.code).value();
  PassCounts pass{{{hits}},
                  std::vector<std::uint64_t>(hits, texts.size()),
                  std::vector<std::uint32_t>(hits, 2)};
  Profile profile;
  profile.programs = {program};
  profile.packets = {{"p", pass, pass, true, {}, {}, 1, 0}};
  return profile;
}

}  // namespace bpfmark

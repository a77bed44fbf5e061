// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The func_info and line_info of a program on its way into the kernel: read into a ProgramCode, and
// moved along when its code is changed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/profile/flow/rewrite.h"
#include "harness/profile/program_code.h"

struct bpf_object;
struct bpf_program;
struct bpf_prog_load_opts;

namespace bpfmark {

// `maps`: names by descriptor.
ProgramCode read_program_code(const bpf_object* object, const bpf_program* program,
                              const bpf_prog_load_opts& options,
                              const std::map<int, std::string>& maps);

// Copies of both, with their offsets moved; what `options` then points to lives as long as this.
class MovedInformation {
 public:
  MovedInformation(bpf_prog_load_opts& options, const RewrittenCode& rewritten);

 private:
  std::vector<char> functions_;
  std::vector<char> lines_;
};

}  // namespace bpfmark

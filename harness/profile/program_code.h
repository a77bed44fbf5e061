// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A program as it goes to the verifier, with what its object file says of it: the names of its
// functions and the source behind each instruction, with its text. Pure data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/profile/flow/flow_graph.h"

namespace bpfmark {

// Holds from `slot` up to the next one's.
struct SourceLine {
  std::size_t slot = 0;
  std::string file;
  std::uint32_t line = 0;  // from 1
  std::string text;        // as the compiler saw it; may be empty
};

struct FunctionName {
  std::size_t slot = 0;  // at which it begins
  std::string name;
};

// A call of a helper or a kfunc.
struct CallSite {
  std::size_t slot = 0;
  std::string name;        // "map_lookup_elem"
  std::string map;         // that it works on; empty: none, or not known before it runs
  bool takes_map = false;  // by its nature, known or not
  bool inlined = false;    // the verifier puts instructions in its place: nothing is called
};

// A `const volatile` variable of the program, of which all bytes are zero: one that nobody set.
struct UnsetConstant {
  std::size_t slot = 0;  // where the code takes its address
  std::string name;
};

struct ProgramCode {
  std::string name;
  Code code;
  std::vector<FunctionName> functions;  // ascending; what has no BTF is named by its place
  std::vector<SourceLine> lines;        // ascending; empty where the object has no BTF lines
  std::vector<CallSite> calls;          // ascending
  std::vector<UnsetConstant> unset;     // ascending
};

// The line of an instruction; none before the first one, or without lines.
const SourceLine* line_at(const ProgramCode& program, std::size_t slot);

// The function of an instruction.
const std::string& function_at(const ProgramCode& program, std::size_t slot);

}  // namespace bpfmark

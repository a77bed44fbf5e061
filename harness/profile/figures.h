// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Figures from a profile: per packet, per function, per line, per block, per helper and map. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/profile/profile.h"

namespace bpfmark {

// Adds b to a, which may be empty.
void add_hits(Hits& a, const Hits& b);

// Instructions that the hits executed.
std::uint64_t instructions_of(const ProfiledProgram& program,
                              const std::vector<std::uint64_t>& hits);
std::uint64_t instructions_of(const std::vector<ProfiledProgram>& programs, const Hits& hits);

// Means over the frames of a pass.
double instructions_per_packet(const PassCounts& pass);
double helper_calls_per_packet(const std::vector<ProfiledProgram>& programs,
                               const PassCounts& pass);

struct FunctionFigure {
  std::string program;
  std::string function;
  std::uint64_t calls = 0;
  std::uint64_t instructions = 0;  // its own, without those that it calls
  std::optional<std::size_t> stack_bytes;
};
std::vector<FunctionFigure> function_figures(const std::vector<ProfiledProgram>& programs,
                                             const Hits& hits);

// A line of source within a function; what is inlined stands under the function that it ended in.
struct LineFigure {
  std::string program;
  std::string function;
  std::string file;
  std::uint32_t line = 0;
  std::string text;
  std::uint64_t hits = 0;          // of its block that ran most often
  std::uint64_t instructions = 0;  // executed
  std::size_t code = 0;            // instructions that it was compiled to
};
// By program, function, file and line. Code without lines has none.
std::vector<LineFigure> line_figures(const std::vector<ProfiledProgram>& programs,
                                     const Hits& hits);

struct CallFigure {
  std::string helper;
  std::string map;  // empty: none, or not known
  bool takes_map = false;
  bool inlined = false;  // nothing was called: not among helper_calls_per_packet()
  std::uint64_t calls = 0;
};
// The most called first.
std::vector<CallFigure> call_figures(const std::vector<ProfiledProgram>& programs,
                                     const Hits& hits);

// "v3.bpf.c:14 (v3_fibonacci)", or "instructions 5 to 9" without lines.
std::string place_of_block(const ProfiledProgram& program, std::size_t block);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Loads an object and, on the way into the kernel, shows each program's code as the verifier will
// get it (CO-RE applied, subprograms appended) and lets it be changed. libbpf still does all the
// rest. Not thread-safe: libbpf's table of section handlers is one for the process.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/program/object.h"
#include "harness/profile/flow/rewrite.h"
#include "harness/profile/program_code.h"

namespace bpfmark {

// For a program's code, what is loaded in its place; none: the code as it is. The descriptors in
// the code are those of this load.
using CodeChange = std::function<std::optional<RewrittenCode>(const ProgramCode&)>;

struct HookedObject {
  Object object;                                  // loaded
  std::vector<ProgramCode> programs;              // unchanged code; the chosen program first
  std::map<std::string, std::string> statistics;  // the verifier's, by program
};

// What tail calls may reach.
enum class OtherPrograms {
  none,
  of_program_maps,  // where the object has a map of programs: all of the same type
};

// Hash maps get BPF_F_ZERO_SEED where this user may, so that their order is the same each time. XDP
// and tc programs. Errors as Object::open() and Object::load().
Result<HookedObject> load_hooked(const ProgramImage& program, OtherPrograms others,
                                 const CodeChange& change);

}  // namespace bpfmark

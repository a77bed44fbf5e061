// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Code with more code in it: inserts and replaces instructions and mends all that counts slots,
// which is branches, calls of functions and loads of their addresses. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

#include "harness/profile/flow/instruction.h"

namespace bpfmark {

struct Edit {
  std::vector<Insn> before;                  // what leads to the instruction runs this first
  std::optional<std::vector<Insn>> instead;  // of the instruction itself; straight code alone
};

struct RewrittenCode {
  std::vector<Insn> insns;
  // By old slot, and one for the end: where it is now, what was put before it included. For the
  // offsets in func_info and line_info.
  std::vector<std::size_t> new_slot;
};

// `edits` by slot of an instruction. A branch that no longer reaches its target in 16 bits becomes
// a long one: `goto` as `gotol` (Linux 6.6), `if c goto T` as `if c goto +1; goto +1; gotol T`.
RewrittenCode rewrite(const std::vector<Insn>& insns, const std::map<std::size_t, Edit>& edits);

}  // namespace bpfmark

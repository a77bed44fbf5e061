// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/program_code.h"

#include <algorithm>

namespace bpfmark {
namespace {

template <typename T>
const T* last_up_to(const std::vector<T>& ascending, std::size_t slot) {
  const auto after = std::upper_bound(ascending.begin(), ascending.end(), slot,
                                      [](std::size_t s, const T& each) { return s < each.slot; });
  return after == ascending.begin() ? nullptr : &*std::prev(after);
}

}  // namespace

const SourceLine* line_at(const ProgramCode& program, std::size_t slot) {
  return last_up_to(program.lines, slot);
}

const std::string& function_at(const ProgramCode& program, std::size_t slot) {
  const FunctionName* found = last_up_to(program.functions, slot);
  return found == nullptr ? program.name : found->name;
}

}  // namespace bpfmark

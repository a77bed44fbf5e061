// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/profile/later_calls.h"

#include <optional>
#include <set>

namespace bpfmark {
namespace {

bool hands_over(const CallSite& call) {
  return call.name == "timer_set_callback" || call.name.starts_with("bpf_wq_set_callback") ||
         call.name.starts_with("bpf_task_work_schedule");
}

std::optional<std::int64_t> last_address_before(const Code& code, std::size_t slot) {
  while (slot-- > 0) {
    if (is_function_address(code.insns[slot])) return target_of(code.insns[slot], slot);
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::size_t> functions_called_later(const ProgramCode& program) {
  std::set<std::size_t> slots;
  for (const CallSite& call : program.calls) {
    if (!hands_over(call)) continue;
    const auto slot = last_address_before(program.code, call.slot);
    if (slot) slots.insert(static_cast<std::size_t>(*slot));
  }
  return {slots.begin(), slots.end()};
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/arguments/program_check.h"

#include "harness/kernel/object/object_check.h"

namespace bpfmark {

Result<void> check_program(const ProgramRef& program, ProgramTypes types) {
  BPFMARK_TRY(check_object_file(program.object));
  BPFMARK_TRY(Object::open(program.object, program.program, types));
  return {};
}

}  // namespace bpfmark

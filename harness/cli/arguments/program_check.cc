// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/cli/arguments/program_check.h"

#include "harness/kernel/foreign/foreign_objects.h"

namespace bpfmark {

Result<void> check_program(const ProgramRef& program, ProgramTypes types) {
  BPFMARK_ASSIGN(image, ForeignObjects().read(program));
  BPFMARK_TRY(Object::open(image, types));
  return {};
}

}  // namespace bpfmark

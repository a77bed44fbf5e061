// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/foreign/foreign_objects.h"

#include "harness/kernel/foreign/object_trial.h"

namespace bpfmark {

Result<ProgramImage> ForeignObjects::read(const ProgramRef& ref) {
  SharedImage& image = images_[ref.object];
  if (!image) {
    BPFMARK_ASSIGN(read, read_image(ref.object));
    image = read;
  }
  const ProgramImage program{image, ref.program};
  if (!tried_.contains({ref.object, ref.program})) {
    BPFMARK_TRY(try_program(program));
    tried_.emplace(ref.object, ref.program);
  }
  return program;
}

}  // namespace bpfmark

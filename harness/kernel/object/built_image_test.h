// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The built objects, for tests that open them more than once.
#pragma once

#include <string>

#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/object/object_image.h"

namespace bpfmark {

// Of bpf/NAME.bpf.o in the build tree.
inline SharedImage built_image(const std::string& name) {
  return need(read_image(built_object(name)));
}

}  // namespace bpfmark

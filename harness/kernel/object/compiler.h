// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Who compiled an object: two results are compared with the same compiler, or it is said.
#pragma once

#include <optional>
#include <string>

#include "harness/kernel/object/object_image.h"

namespace bpfmark {

// The compiler that made an object ("Debian clang version 14.0.6"), from its debug strings (DWARF's
// DW_AT_producer; clang leaves no .comment for BPF). None where it was stripped or is no ELF file.
// An object from outside must have passed try_program().
std::optional<std::string> compiler_of(const ObjectImage& object);

}  // namespace bpfmark

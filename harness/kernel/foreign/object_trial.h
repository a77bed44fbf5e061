// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whether libbpf survives an object from outside. It has crashed on damaged files: its ELF and BTF
// readers when they open them, and what puts subprograms and relocations together when it loads
// them or lets them go. A child process takes that risk, so that bpfmark itself always answers.
#pragma once

#include "harness/base/error.h"
#include "harness/kernel/object/object_image.h"

namespace bpfmark {

// Opens, loads and closes the object in a child process, up to the point where the kernel would be
// given the program's code: some milliseconds, whatever the verifier would take for it. Without
// privilege libbpf loads nothing, and it is opened and closed alone. The child may take 10 s and a
// gigabyte more than this process has. What is refused in good order passes: loading it here gives
// the better message. Call it before threads are started. Bad input: the child crashed or hung.
// Interrupted: it was ended by SIGINT or SIGTERM.
Result<void> try_program(const ProgramImage& program);

}  // namespace bpfmark

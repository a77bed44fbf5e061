// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Why the verifier refused a program, at length.
#pragma once

#include "harness/base/error.h"
#include "harness/kernel/program/object.h"

namespace bpfmark {

// While it makes statistics the verifier says only its last line, and libbpf cannot tell which
// CO-RE relocation that comes from. Of the error of such a load: the program is loaded again as it
// is, for all of its words. Any other error as it was.
Error refusal_in_full(const ProgramImage& program, ProgramTypes types, const Error& error);

}  // namespace bpfmark

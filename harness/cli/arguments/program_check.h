// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What can be said of a program without privilege.
#pragma once

#include "harness/base/error.h"
#include "harness/kernel/program/object.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// Bad input: as ForeignObjects::read() and Object::open().
Result<void> check_program(const ProgramRef& program, ProgramTypes types);

}  // namespace bpfmark

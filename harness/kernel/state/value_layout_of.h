// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The fields of keys, values, messages and global variables, from an object's BTF.
#pragma once

#include <cstdint>

#include "harness/kernel/program/map.h"
#include "harness/kernel/state/globals.h"
#include "harness/sample/observation/value_layout.h"

struct btf;

namespace bpfmark {

// Empty where the type is not known. Structs and arrays are followed down to their numbers; what
// has more than some thousands of them, unions and bit fields are bytes.
ValueLayout value_layout_of(const btf* types, std::uint32_t id);

// Of a variable of variables_of(section).
ValueLayout value_layout_of(const Map& section, const Variable& variable);

}  // namespace bpfmark

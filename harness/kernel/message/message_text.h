// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Messages of a program as people read them. Pure.
#pragma once

#include <string>

#include "harness/kernel/program/map.h"
#include "harness/packet/fields.h"

namespace bpfmark {

// A message as text: by its BTF type where it has one (an enumerator by name, a struct of one
// member as that member, of several as {a=1, b=Fizz}), else hexadecimal bytes.
std::string message_text(const Map& map, const Bytes& message);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the messages of a map are, by BTF.
#pragma once

#include <cstdint>
#include <string>

#include "harness/base/error.h"
#include "harness/kernel/program/map.h"
#include "harness/packet/fields.h"

namespace bpfmark {

inline constexpr const char* kHexMessages = "hex";

// Sets value_type. `named`: "struct event", "event" or "enum word" as the object has it; "hex": as
// bytes; empty: the value type that the map is declared with or, of a ring buffer, which has none,
// the struct that the object's only global pointer to one points to (`const struct event
// *unused_event;`: only what is used is in BTF). Cannot measure: no such type, none or several to
// choose from; the message says how to name one.
Result<void> set_message_type(Map& map, const std::string& named);

// Why this cannot be a message of that type: too short for it; an enumerator that it does not have.
// Of enumerators it looks at a message that is one, not into structs of several members.
Result<void> check_message(const Map& map, const Bytes& message);

// Behind type qualifiers, typedefs and structs of one member.
std::uint32_t without_wrapping(const btf* types, std::uint32_t id);

}  // namespace bpfmark

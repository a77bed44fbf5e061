// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The raw bytes of one section of an object.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/kernel/object/object_image.h"

namespace bpfmark {

// None: it is not ELF, or has no such section.
std::optional<std::string> elf_section(const ObjectImage& object, std::string_view name);

}  // namespace bpfmark

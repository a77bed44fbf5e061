// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The raw bytes of one section of an ELF file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace bpfmark {

// None: the file cannot be read, is not ELF, or has no such section.
std::optional<std::string> elf_section(const std::filesystem::path& file, std::string_view name);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/object/compiler.h"

#include <string_view>

#include "harness/kernel/object/elf_section.h"

namespace bpfmark {

std::optional<std::string> compiler_of(const ObjectImage& object) {
  const std::optional<std::string> section = elf_section(object, ".debug_str");
  if (!section) return std::nullopt;
  const std::string_view strings(*section);
  const std::size_t at = strings.find(" version ");
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t start = strings.rfind('\0', at) + 1;  // npos + 1 is 0: the first string
  return std::string(strings.substr(start, strings.find('\0', at) - start));
}

}  // namespace bpfmark

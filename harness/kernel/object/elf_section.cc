// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/object/elf_section.h"

#include <gelf.h>

#include <memory>

namespace bpfmark {
namespace {

Elf_Scn* section_named(Elf* elf, std::string_view wanted) {
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return nullptr;
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section != nullptr;
       section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (gelf_getshdr(section, &header) == nullptr) continue;
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (name != nullptr && wanted == name) return section;
  }
  return nullptr;
}

}  // namespace

std::optional<std::string> elf_section(const ObjectImage& object, std::string_view name) {
  elf_version(EV_CURRENT);
  // libelf only reads what it is given this way.
  char* bytes = const_cast<char*>(object.bytes.data());
  const std::unique_ptr<Elf, int (*)(Elf*)> elf(elf_memory(bytes, object.bytes.size()), elf_end);
  if (!elf || elf_kind(elf.get()) != ELF_K_ELF) return std::nullopt;
  Elf_Scn* section = section_named(elf.get(), name);
  const Elf_Data* data = section ? elf_rawdata(section, nullptr) : nullptr;
  if (data == nullptr || data->d_buf == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(data->d_buf), data->d_size);
}

}  // namespace bpfmark

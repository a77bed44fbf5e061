// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Objects that are damaged, the same ones in each run: one field of a header, a symbol or a
// relocation, some bytes of a section, or the end of the file. Made of built objects.
#pragma once

#include <elf.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace bpfmark {

struct Mutant {
  std::string name;  // what was done to it
  std::string bytes;
};

class Mutator {
 public:
  Mutator(std::string name, std::string bytes, std::uint64_t seed)
      : name_(std::move(name)), bytes_(std::move(bytes)), random_(seed) {
    file_ = at<Elf64_Ehdr>(0);
    for (std::size_t i = 0; i < file_.e_shnum; ++i) sections_.push_back(at<Elf64_Shdr>(header(i)));
  }

  // What libbpf looks for by its type is not there any more.
  void drop_sections(std::vector<Mutant>& out) {
    for (std::size_t i = 1; i < sections_.size(); ++i) {
      if (sections_[i].sh_type == SHT_REL || sections_[i].sh_type == SHT_SYMTAB) {
        put(out, "type 0 of", i, &Elf64_Shdr::sh_type, Elf64_Word{SHT_NULL});
      }
    }
  }

  void change_headers(std::vector<Mutant>& out) {
    for (std::size_t n = 0; n < 20; ++n) {
      const std::size_t i = 1 + random_() % (sections_.size() - 1);
      const Elf64_Shdr& section = sections_[i];
      const Elf64_Xword sizes[] = {0, section.sh_size + 1, section.sh_size / 2, bytes_.size(),
                                   ~Elf64_Xword{0}};
      switch (n % 5) {
        case 0:
          put(out, "type of", i, &Elf64_Shdr::sh_type, static_cast<Elf64_Word>(random_() % 20));
          break;
        case 1:
          put(out, "size of", i, &Elf64_Shdr::sh_size, sizes[random_() % 5]);
          break;
        case 2:
          put(out, "offset of", i, &Elf64_Shdr::sh_offset, sizes[random_() % 5]);
          break;
        case 3:
          put(out, "link of", i, &Elf64_Shdr::sh_link, static_cast<Elf64_Word>(random_() % 40));
          break;
        case 4:
          put(out, "info of", i, &Elf64_Shdr::sh_info, static_cast<Elf64_Word>(random_() % 40));
          break;
      }
    }
  }

  // Bytes, in a section that begins so; of a few at its start, or anywhere.
  void change_bytes(std::vector<Mutant>& out, std::string_view start, std::size_t how_many) {
    for (std::size_t i = 1; i < sections_.size(); ++i) {
      const Elf64_Shdr& section = sections_[i];
      const std::string_view name(bytes_.data() + name_at(section));
      if (!name.starts_with(start) || section.sh_size == 0) continue;
      for (std::size_t n = 0; n < how_many; ++n) {
        Mutant mutant{name_ + ": bytes of " + std::string(name) + ", " + std::to_string(n), bytes_};
        const std::size_t room = n % 3 == 0 ? std::min<std::size_t>(section.sh_size, 24)
                                            : static_cast<std::size_t>(section.sh_size);
        for (std::size_t flips = 1 + n % 6; flips > 0; --flips) {
          mutant.bytes[section.sh_offset + random_() % room] = static_cast<char>(random_());
        }
        out.push_back(std::move(mutant));
      }
    }
  }

  void cut(std::vector<Mutant>& out, std::size_t how_many) {
    for (std::size_t n = 0; n < how_many; ++n) {
      const std::size_t length = random_() % bytes_.size();
      out.push_back({name_ + ": cut to " + std::to_string(length), bytes_.substr(0, length)});
    }
  }

  void flip_bits_anywhere(std::vector<Mutant>& out, std::size_t how_many) {
    for (std::size_t n = 0; n < how_many; ++n) {
      Mutant mutant{name_ + ": bits, " + std::to_string(n), bytes_};
      for (std::size_t flips = 1 + n % 8; flips > 0; --flips) {
        mutant.bytes[random_() % bytes_.size()] ^= static_cast<char>(1u << random_() % 8);
      }
      out.push_back(std::move(mutant));
    }
  }

 private:
  template <typename T>
  T at(std::size_t place) const {
    T value{};
    std::memcpy(&value, bytes_.data() + place, sizeof value);
    return value;
  }

  std::size_t header(std::size_t section) const {
    return file_.e_shoff + section * sizeof(Elf64_Shdr);
  }

  std::size_t name_at(const Elf64_Shdr& section) const {
    return sections_[file_.e_shstrndx].sh_offset + section.sh_name;
  }

  template <typename Field>
  void put(std::vector<Mutant>& out, const char* what, std::size_t section,
           Field Elf64_Shdr::*field, Field value) {
    Mutant mutant{name_ + ": " + what + " section " + std::to_string(section), bytes_};
    Elf64_Shdr changed = sections_[section];
    changed.*field = value;
    std::memcpy(mutant.bytes.data() + header(section), &changed, sizeof changed);
    out.push_back(std::move(mutant));
  }

  std::string name_;
  std::string bytes_;
  std::mt19937_64 random_;
  Elf64_Ehdr file_{};
  std::vector<Elf64_Shdr> sections_;
};

inline std::vector<Mutant> mutants_of(const std::string& name, const std::string& bytes) {
  std::vector<Mutant> out;
  Mutator mutator(name, bytes, 20240131);
  mutator.drop_sections(out);
  mutator.change_headers(out);
  for (const char* start : {".BTF", ".rel.BTF.ext"}) mutator.change_bytes(out, start, 6);
  for (const char* start : {".relxdp", ".rel.text", ".symtab", "xdp", ".text", ".maps"}) {
    mutator.change_bytes(out, start, 4);
  }
  mutator.cut(out, 5);
  mutator.flip_bits_anywhere(out, 12);
  return out;
}

}  // namespace bpfmark

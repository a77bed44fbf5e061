// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/state/value_layout_of.h"

#include <bpf/btf.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

namespace bpfmark {
namespace {

constexpr std::size_t kMaxFields = 4096;
constexpr std::size_t kMaxDepth = 16;

std::string name_at(const btf* types, std::uint32_t offset) {
  const char* name = btf__name_by_offset(types, offset);
  return name != nullptr ? name : "";
}

class LayoutReader {
 public:
  explicit LayoutReader(const btf* types) : types_(types) {}

  ValueLayout read(std::uint32_t id) {
    add(id, "", 0, 0);
    return std::move(layout_);
  }

 private:
  void add(std::uint32_t id, const std::string& name, std::size_t offset, std::size_t depth) {
    bool big_endian = false;
    const btf_type* type = behind_names(id, big_endian);
    const std::int64_t bytes = btf__resolve_size(types_, id);
    if (type == nullptr || bytes <= 0) return;
    const auto size = static_cast<std::size_t>(bytes);
    if (depth >= kMaxDepth || layout_.size() >= kMaxFields) return add_bytes(name, offset, size);
    if (btf_is_struct(type)) return add_members(type, name, offset, depth);
    if (btf_is_array(type)) return add_elements(*btf_array(type), name, offset, size, depth);
    const bool is_number = btf_is_int(type) || btf_is_any_enum(type) || btf_is_ptr(type);
    if (!is_number || size > 8) return add_bytes(name, offset, size);
    const bool is_signed = btf_is_int(type) && (btf_int_encoding(type) & BTF_INT_SIGNED) != 0;
    layout_.push_back({name, offset, size,
                       big_endian  ? FieldKind::big_endian_number
                       : is_signed ? FieldKind::signed_number
                                   : FieldKind::number});
  }

  // Behind typedefs and qualifiers; __be16, __be32 and __be64 say what the bytes are.
  const btf_type* behind_names(std::uint32_t id, bool& big_endian) const {
    const btf_type* type = btf__type_by_id(types_, id);
    while (type != nullptr && (btf_is_mod(type) || btf_is_typedef(type))) {
      const std::string name = name_at(types_, type->name_off);
      if (name.starts_with("__be") || name == "be16" || name == "be32") big_endian = true;
      type = btf__type_by_id(types_, type->type);
    }
    return type;
  }

  void add_bytes(const std::string& name, std::size_t offset, std::size_t bytes) {
    layout_.push_back({name, offset, bytes, FieldKind::bytes});
  }

  void add_members(const btf_type* type, const std::string& name, std::size_t offset,
                   std::size_t depth) {
    for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
      const btf_member& member = btf_members(type)[i];
      std::string own = name_at(types_, member.name_off);
      if (own.empty()) own = name_of_union(member.type);
      std::string path = name;
      if (!name.empty() && !own.empty()) path += '.';
      path += own;
      const std::size_t bit = btf_member_bit_offset(type, i);
      const std::size_t bits = btf_member_bitfield_size(type, i);
      if (bits == 0) {
        add(member.type, path, offset + bit / 8, depth + 1);
      } else {
        add_bit_field(path, offset + bit / 8, (bit + bits + 7) / 8 - bit / 8);
      }
    }
  }

  // "a|b" of one without a name, whose bytes have none else.
  std::string name_of_union(std::uint32_t id) const {
    const btf_type* type = btf__type_by_id(types_, id);
    if (type == nullptr || !btf_is_union(type)) return {};
    std::vector<std::string> names;
    for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
      names.push_back(name_at(types_, btf_members(type)[i].name_off));
    }
    return fmt::format("{}", fmt::join(names, "|"));
  }

  // Bit fields that share a byte are one: "a, b".
  void add_bit_field(const std::string& name, std::size_t offset, std::size_t bytes) {
    ValueField* last = layout_.empty() ? nullptr : &layout_.back();
    if (last == nullptr || offset >= last->offset + last->bytes) {
      return add_bytes(name, offset, bytes);
    }
    last->name += ", " + name;
    last->bytes = std::max(last->bytes, offset + bytes - last->offset);
  }

  void add_elements(const struct btf_array& array, const std::string& name, std::size_t offset,
                    std::size_t bytes, std::size_t depth) {
    const std::int64_t each = btf__resolve_size(types_, array.type);
    if (each <= 1 || layout_.size() + array.nelems > kMaxFields) {
      return add_bytes(name, offset, bytes);
    }
    for (std::uint32_t i = 0; i < array.nelems; ++i) {
      add(array.type, fmt::format("{}[{}]", name, i), offset + i * static_cast<std::size_t>(each),
          depth + 1);
    }
  }

  const btf* types_;
  ValueLayout layout_;
};

}  // namespace

ValueLayout value_layout_of(const btf* types, std::uint32_t id) {
  if (types == nullptr || id == 0) return {};
  return LayoutReader(types).read(id);
}

ValueLayout value_layout_of(const Map& section, const Variable& variable) {
  if (section.types == nullptr) return {};
  const std::int32_t id =
      btf__find_by_name_kind(section.types, section_of(section).c_str(), BTF_KIND_DATASEC);
  if (id <= 0) return {};
  const btf_type* type = btf__type_by_id(section.types, static_cast<std::uint32_t>(id));
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
    const btf_var_secinfo& place = btf_var_secinfos(type)[i];
    if (place.offset != variable.offset) continue;
    return value_layout_of(section.types, btf__type_by_id(section.types, place.type)->type);
  }
  return {};
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/message/message_type.h"

#include <bpf/btf.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <vector>

#include "harness/kernel/message/message_text.h"

namespace bpfmark {
namespace {

std::string name_of_type(const btf* types, std::uint32_t id) {
  const btf_type* type = btf__type_by_id(types, id);
  const char* name = type != nullptr ? btf__name_by_offset(types, type->name_off) : nullptr;
  return name != nullptr ? name : "";
}

const btf_type* behind_qualifiers(const btf* types, std::uint32_t& id) {
  const btf_type* type = btf__type_by_id(types, id);
  while (type != nullptr && (btf_is_mod(type) || btf_is_typedef(type))) {
    id = type->type;
    type = btf__type_by_id(types, id);
  }
  return type;
}

// The structs that global variables point to.
std::set<std::uint32_t> pointed_to(const btf* types) {
  std::set<std::uint32_t> found;
  for (std::uint32_t id = 1; id < btf__type_cnt(types); ++id) {
    const btf_type* type = btf__type_by_id(types, id);
    if (!btf_is_var(type)) continue;
    std::uint32_t target = type->type;
    type = behind_qualifiers(types, target);
    if (type == nullptr || !btf_is_ptr(type)) continue;
    target = type->type;
    type = behind_qualifiers(types, target);
    if (type != nullptr && btf_is_composite(type)) found.insert(target);
  }
  return found;
}

bool can_be_message(const btf_type* type) {
  return btf_is_composite(type) || btf_is_any_enum(type) || btf_is_int(type) ||
         btf_is_typedef(type);
}

std::string without_keyword(const std::string& name) {
  for (const char* keyword : {"struct ", "union ", "enum "}) {
    if (name.rfind(keyword, 0) == 0) return name.substr(std::strlen(keyword));
  }
  return name;
}

std::vector<std::string> struct_names(const btf* types) {
  std::vector<std::string> names;
  for (std::uint32_t id = 1; id < btf__type_cnt(types); ++id) {
    const std::string name = name_of_type(types, id);
    if (btf_is_composite(btf__type_by_id(types, id)) && !name.empty()) names.push_back(name);
  }
  return names;
}

Failure no_type(const Map& map, const std::string& why) {
  return cannot_measure(
      fmt::format("the type of the messages in map '{}' is unknown: {}; name one with --type "
                  "STRUCT, or see the bytes with --type hex",
                  map.name, why));
}

Result<std::uint32_t> type_by_name(const Map& map, const std::string& named) {
  for (std::uint32_t id = 1; id < btf__type_cnt(map.types); ++id) {
    if (name_of_type(map.types, id) == without_keyword(named) &&
        can_be_message(btf__type_by_id(map.types, id))) {
      return id;
    }
  }
  return no_type(map, fmt::format("the object has no type '{}'; its structs are: {}", named,
                                  fmt::join(struct_names(map.types), ", ")));
}

Result<std::uint32_t> only_pointed_to(const Map& map) {
  const std::set<std::uint32_t> found = pointed_to(map.types);
  if (found.size() == 1) return *found.begin();
  return no_type(map, found.empty()
                          ? "it is declared without one, and no global variable points to a struct"
                          : "it is declared without one, and global variables point to several "
                            "structs");
}

bool has_enumerator(const btf* types, std::uint32_t id, const Bytes& message) {
  const btf_type* type = btf__type_by_id(types, id);
  std::uint64_t value = 0;
  std::memcpy(&value, message.data(), std::min<std::size_t>(type->size, sizeof value));
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
    if (btf_is_enum(type) && static_cast<std::uint32_t>(btf_enum(type)[i].val) == value)
      return true;
    if (btf_is_enum64(type) && btf_enum64_value(&btf_enum64(type)[i]) == value) return true;
  }
  return false;
}

}  // namespace

std::uint32_t without_wrapping(const btf* types, std::uint32_t id) {
  for (int depth = 0; depth < 16; ++depth) {
    const btf_type* type = btf__type_by_id(types, id);
    if (type == nullptr) return id;
    if (btf_is_mod(type) || btf_is_typedef(type)) {
      id = type->type;
    } else if (btf_is_struct(type) && btf_vlen(type) == 1 && btf_member_bit_offset(type, 0) == 0) {
      id = btf_members(type)->type;
    } else {
      return id;
    }
  }
  return id;
}

Result<void> set_message_type(Map& map, const std::string& named) {
  if (named == kHexMessages) {
    map.value_type = 0;
    return {};
  }
  if (map.types == nullptr) return no_type(map, "the object has no BTF; compile it with clang -g");
  if (!named.empty()) {
    BPFMARK_ASSIGN(id, type_by_name(map, named));
    map.value_type = id;
  } else if (map.value_type == 0) {
    BPFMARK_ASSIGN(id, only_pointed_to(map));
    map.value_type = id;
  }
  return {};
}

Result<void> check_message(const Map& map, const Bytes& message) {
  if (map.types == nullptr || map.value_type == 0) return {};
  const std::uint32_t id = without_wrapping(map.types, map.value_type);
  const std::int64_t bytes = btf__resolve_size(map.types, map.value_type);
  if (bytes > static_cast<std::int64_t>(message.size())) {
    return cannot_measure(
        fmt::format("a message of {} bytes in map '{}' is too short for its type '{}' of {}; name "
                    "another with --type",
                    message.size(), map.name, name_of_type(map.types, map.value_type), bytes));
  }
  if (!btf_is_any_enum(btf__type_by_id(map.types, id)) || has_enumerator(map.types, id, message)) {
    return {};
  }
  return cannot_measure(
      fmt::format("unknown message {} in map '{}': 'enum {}' has no such enumerator; see the bytes "
                  "with --type hex",
                  message_text(map, message), map.name, name_of_type(map.types, id)));
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <bpf/btf.h>
#include <fmt/format.h>

#include <cstdarg>
#include <cstdio>
#include <memory>

#include "harness/kernel/map.h"

namespace bpfmark {
namespace {

void append_text(void* context, const char* format, va_list arguments) {
  char text[1024];
  std::vsnprintf(text, sizeof text, format, arguments);
  *static_cast<std::string*>(context) += text;
}

std::string hexadecimal(const Bytes& bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += fmt::format("{:02x}", byte);
  return text;
}

// A struct of one member is that member: `struct message { enum word word; }` reads as `Fizz`.
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

}  // namespace

std::string message_text(const Map& map, const Bytes& message) {
  if (map.types == nullptr || map.value_type == 0) return hexadecimal(message);
  std::string text;
  const std::unique_ptr<btf_dump, void (*)(btf_dump*)> dump(
      btf_dump__new(map.types, append_text, &text, nullptr), btf_dump__free);
  const std::uint32_t id = without_wrapping(map.types, map.value_type);
  const bool is_struct = btf_is_composite(btf__type_by_id(map.types, id));
  btf_dump_type_data_opts options{};
  options.sz = sizeof options;
  options.compact = true;
  options.skip_names = !is_struct;
  options.emit_zeroes = true;
  if (!dump ||
      btf_dump__dump_type_data(dump.get(), id, message.data(), message.size(), &options) < 0) {
    return hexadecimal(message);
  }
  return text;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/message/message_text.h"

#include <bpf/btf.h>
#include <fmt/format.h>

#include <bit>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "harness/kernel/message/message_type.h"
#include "harness/kernel/program/map.h"
#include "harness/text/hexadecimal.h"

namespace bpfmark {
namespace {

void append_text(void* context, const char* format, va_list arguments) {
  char text[1024];
  std::vsnprintf(text, sizeof text, format, arguments);
  *static_cast<std::string*>(context) += text;
}

// As libbpf writes it. None where the bytes are fewer than the type's.
std::optional<std::string> dumped(const btf* types, std::uint32_t id, const std::uint8_t* data,
                                  std::size_t size, bool names) {
  std::string text;
  const std::unique_ptr<btf_dump, void (*)(btf_dump*)> dump(
      btf_dump__new(types, append_text, &text, nullptr), btf_dump__free);
  btf_dump_type_data_opts options{};
  options.sz = sizeof options;
  options.compact = true;
  options.skip_names = !names;
  options.emit_zeroes = true;
  if (!dump || btf_dump__dump_type_data(dump.get(), id, data, size, &options) < 0) {
    return std::nullopt;
  }
  return text;
}

std::optional<std::string> value_text(const btf* types, std::uint32_t id, const std::uint8_t* data,
                                      std::size_t size, int depth);

// The bits of a bit field, which begin in any bit of a byte.
std::uint64_t bits_at(const std::uint8_t* data, std::size_t offset, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const bool little = std::endian::native == std::endian::little;
    const std::size_t at = little ? offset + i : offset + count - 1 - i;
    const std::size_t within = little ? at % 8 : 7 - at % 8;
    value |= static_cast<std::uint64_t>(data[at / 8] >> within & 1) << i;
  }
  return value;
}

std::optional<std::string> bit_field_text(const btf* types, const btf_type* parent,
                                          std::uint32_t index, const std::uint8_t* data,
                                          std::size_t size) {
  const std::size_t offset = btf_member_bit_offset(parent, index);
  const std::size_t count = btf_member_bitfield_size(parent, index);
  if (offset + count > size * 8 || count > 64) return std::nullopt;
  const std::uint64_t value = bits_at(data, offset, count);
  const auto id = without_wrapping(types, btf_members(parent)[index].type);
  const btf_type* type = btf__type_by_id(types, id);
  // As it would be in a variable of its own, whose lowest byte is the first on all but big-endian
  // machines.
  std::uint64_t wide = value;
  const bool negative = count < 64 && btf_is_int(type) &&
                        (btf_int_encoding(type) & BTF_INT_SIGNED) != 0 &&
                        (value >> (count - 1)) != 0;
  if (negative) wide |= ~std::uint64_t{0} << count;
  if (std::endian::native == std::endian::big) wide <<= 64 - 8 * type->size;
  return dumped(types, id, reinterpret_cast<const std::uint8_t*>(&wide), type->size, false);
}

// "a=1, b=2" of a struct; "a=1 | b=2" of a union, whose members are all there is to be said of its
// bytes. libbpf has no way between "(struct pair){.count = (__u32)1,...}" and no names at all.
std::optional<std::string> members_text(const btf* types, const btf_type* type,
                                        const std::uint8_t* data, std::size_t size, int depth) {
  std::string text;
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
    const btf_member& member = btf_members(type)[i];
    const std::size_t at = btf_member_bit_offset(type, i) / 8;
    const bool bit_field = btf_member_bitfield_size(type, i) != 0;
    if (at > size) return std::nullopt;
    const auto value = bit_field ? bit_field_text(types, type, i, data, size)
                                 : value_text(types, member.type, data + at, size - at, depth + 1);
    if (!value) return std::nullopt;
    const std::string name = btf__name_by_offset(types, member.name_off);
    if (i != 0) text += btf_is_union(type) ? " | " : ", ";
    text += name.empty() ? *value : name + "=" + *value;
  }
  return "{" + text + "}";
}

bool is_char(const btf* types, std::uint32_t id) {
  const btf_type* type = btf__type_by_id(types, id);
  return type != nullptr && btf_is_int(type) && type->size == 1 &&
         std::string_view(btf__name_by_offset(types, type->name_off)) == "char";
}

// "[1, 2]"; of char, which C calls a string: "eth0", in quotes, up to the first zero.
std::optional<std::string> array_text(const btf* types, const struct btf_array& array,
                                      const std::uint8_t* data, std::size_t size, int depth) {
  const std::uint32_t element = without_wrapping(types, array.type);
  const std::int64_t bytes = btf__resolve_size(types, array.type);
  if (bytes <= 0 || static_cast<std::size_t>(bytes) * array.nelems > size) return std::nullopt;
  if (is_char(types, element)) {
    const auto* text = reinterpret_cast<const char*>(data);
    return "\"" + std::string(text, ::strnlen(text, array.nelems)) + "\"";
  }
  std::string text;
  for (std::uint32_t i = 0; i < array.nelems; ++i) {
    const std::size_t at = i * static_cast<std::size_t>(bytes);
    const auto value = value_text(types, array.type, data + at, size - at, depth + 1);
    if (!value) return std::nullopt;
    text += (i == 0 ? "" : ", ") + *value;
  }
  return "[" + text + "]";
}

std::optional<std::string> value_text(const btf* types, std::uint32_t id, const std::uint8_t* data,
                                      std::size_t size, int depth) {
  constexpr int kDeepest = 8;
  // `struct message { enum word word; }` reads as `Fizz`.
  id = without_wrapping(types, id);
  const btf_type* type = btf__type_by_id(types, id);
  if (type == nullptr) return std::nullopt;
  if (depth < kDeepest) {
    auto text = btf_is_composite(type) ? members_text(types, type, data, size, depth)
                : btf_is_array(type)   ? array_text(types, *btf_array(type), data, size, depth)
                                       : std::nullopt;
    if (text) return text;
  }
  return dumped(types, id, data, size, btf_is_composite(type));
}

}  // namespace

std::string message_text(const Map& map, const Bytes& message) {
  if (map.types == nullptr || map.value_type == 0) return hexadecimal(message);
  const auto text = value_text(map.types, map.value_type, message.data(), message.size(), 0);
  return text ? *text : hexadecimal(message);
}

}  // namespace bpfmark

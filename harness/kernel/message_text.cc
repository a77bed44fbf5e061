// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include <bpf/btf.h>
#include <fmt/format.h>

#include <cstdarg>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "harness/kernel/map.h"
#include "harness/kernel/message_type.h"

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

// libbpf has no way between "(struct pair){.count = (__u32)1,...}" and no names at all. None for
// bit fields.
std::optional<std::string> struct_text(const btf* types, const btf_type* type,
                                       const std::uint8_t* data, std::size_t size, int depth) {
  std::string text;
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
    const btf_member& member = btf_members(type)[i];
    const std::size_t at = btf_member_bit_offset(type, i) / 8;
    if (btf_member_bitfield_size(type, i) != 0 || at > size) return std::nullopt;
    const auto value = value_text(types, member.type, data + at, size - at, depth + 1);
    if (!value) return std::nullopt;
    const char* name = btf__name_by_offset(types, member.name_off);
    text += fmt::format("{}{}={}", i == 0 ? "" : ", ", name ? name : "", *value);
  }
  return "{" + text + "}";
}

std::optional<std::string> value_text(const btf* types, std::uint32_t id, const std::uint8_t* data,
                                      std::size_t size, int depth) {
  constexpr int kDeepest = 8;
  // `struct message { enum word word; }` reads as `Fizz`.
  id = without_wrapping(types, id);
  const btf_type* type = btf__type_by_id(types, id);
  if (type == nullptr) return std::nullopt;
  if (btf_is_struct(type) && depth < kDeepest) {
    if (auto text = struct_text(types, type, data, size, depth)) return text;
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

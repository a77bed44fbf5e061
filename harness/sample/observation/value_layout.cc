// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/sample/observation/value_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>

#include "harness/text/hexadecimal.h"

namespace bpfmark {
namespace {

constexpr std::size_t kShownBytes = 16;

std::uint64_t number_at(const std::uint8_t* data, std::size_t bytes, bool big_endian) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) {
    value = value << 8 | data[big_endian ? i : bytes - 1 - i];
  }
  return value;
}

std::int64_t sign_extended(std::uint64_t value, std::size_t bytes) {
  const std::size_t shift = 64 - 8 * bytes;
  return static_cast<std::int64_t>(value << shift) >> shift;
}

}  // namespace

ValueLayout layout_by_cpu(const ValueLayout& one, std::size_t stride, std::size_t cpus) {
  ValueLayout all;
  for (std::size_t cpu = 0; cpu < cpus; ++cpu) {
    for (ValueField field : known_layout(one, stride)) {
      field.offset += cpu * stride;
      field.name += fmt::format("{}of CPU {}", field.name.empty() ? "" : " ", cpu);
      all.push_back(std::move(field));
    }
  }
  return all;
}

ValueLayout known_layout(const ValueLayout& layout, std::size_t bytes) {
  if (!layout.empty()) return layout;
  return {{"", 0, bytes, FieldKind::bytes}};
}

std::string field_text(const ValueField& field, const Bytes& value) {
  const std::uint8_t* data = value.data() + field.offset;
  constexpr bool kBig = std::endian::native == std::endian::big;
  switch (field.kind) {
    case FieldKind::number:
      return fmt::format("{}", number_at(data, field.bytes, kBig));
    case FieldKind::signed_number:
      return fmt::format("{}", sign_extended(number_at(data, field.bytes, kBig), field.bytes));
    case FieldKind::big_endian_number:
      return fmt::format("{}", number_at(data, field.bytes, true));
    case FieldKind::bytes:
      break;
  }
  return hexadecimal({data, field.bytes}, kShownBytes);
}

std::string value_text(const ValueLayout& layout, const Bytes& value) {
  const bool whole = layout.size() == 1 && layout[0].offset == 0 && layout[0].bytes == value.size();
  return whole ? field_text(layout[0], value) : hexadecimal(value, kShownBytes);
}

}  // namespace bpfmark

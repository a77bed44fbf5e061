// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the bytes of a value mean: its fields, by name and place, as the object's BTF has them. Pure
// data, and pure functions on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/packet/fields.h"

namespace bpfmark {

enum class FieldKind {
  number,             // unsigned, of this machine's byte order: compared and shown as a whole
  signed_number,      //
  big_endian_number,  // unsigned
  bytes,              // text, addresses, unions, bit fields: each byte for itself
};

struct ValueField {
  std::string name;  // "packets", "rates[3].last"; empty: the whole value
  std::size_t offset = 0;
  std::size_t bytes = 0;  // of a number 1, 2, 4 or 8
  FieldKind kind = FieldKind::bytes;

  bool operator==(const ValueField&) const = default;
};

// In the order of their offsets; what lies between them is padding. None: nothing is known.
using ValueLayout = std::vector<ValueField>;

// Of the values of all CPUs one after the other, `stride` bytes apart: "packets of CPU 1".
ValueLayout layout_by_cpu(const ValueLayout& one, std::size_t stride, std::size_t cpus);

// `layout`, or one field for all of `bytes` where nothing is known.
ValueLayout known_layout(const ValueLayout& layout, std::size_t bytes);

// The field as people read it: "42", "-1", "0a000001", of bytes the first 16. `value` must reach to
// its end.
std::string field_text(const ValueField& field, const Bytes& value);

// A whole value: a number where it is one, else hexadecimal.
std::string value_text(const ValueLayout& layout, const Bytes& value);

}  // namespace bpfmark

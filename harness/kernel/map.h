// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A map of a loaded object. Borrows its descriptor and its BTF from the Object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/packet/fields.h"

struct btf;

namespace bpfmark {

struct Map {
  std::string name;
  int fd = -1;
  std::uint32_t type = 0;  // BPF_MAP_TYPE_*
  std::string type_name;   // "queue", as bpftool names it
  std::size_t key_bytes = 0;
  std::size_t value_bytes = 0;
  std::size_t max_entries = 0;
  bool internal = false;  // .data, .bss, .rodata: the program's globals
  const btf* types = nullptr;
  std::uint32_t value_type = 0;  // BTF id; 0: unknown

  bool is_queue_or_stack() const;
  bool is_ringbuf() const;
  bool holds_messages() const { return is_queue_or_stack() || is_ringbuf(); }
  bool is_array() const;             // of plain or per-CPU elements
  bool is_keyed_by_content() const;  // hashes and tries: their number of entries can grow
  bool can_be_cleared() const;
};

// What packets left in a message map.
struct Left {
  std::vector<std::string> texts;  // the messages, oldest first
  std::size_t amount = 0;          // messages of a queue or stack, bytes of a ring buffer

  bool operator==(const Left&) const = default;
};

// A value as the syscall moves it: per-CPU types hold one for each possible CPU, in 8-byte steps.
std::size_t value_syscall_bytes(const Map& map);

// Takes every message out, in the order in which they come.
Result<std::vector<Bytes>> take_messages(const Map& map);

// A message as text: by its BTF type where it has one (an enumerator by name, a struct of one
// member as that member, of several as {a=1, b=Fizz}), else hexadecimal bytes.
std::string message_text(const Map& map, const Bytes& message);

// Entries in a hash-like map; stops counting at `limit`. None for other types.
std::optional<std::size_t> count_entries(const Map& map, std::size_t limit);

// Deletes every entry; array elements become zero. Bad input: the type has no such operation.
Result<void> clear_map(const Map& map);

// Cannot measure: the kernel refused (the message gives the errno); bad input: wrong sizes.
Result<void> put_entry(const Map& map, const Bytes& key, const Bytes& value);

}  // namespace bpfmark

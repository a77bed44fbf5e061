// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A map of a loaded object. Borrows its descriptor and its BTF from the Object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

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
  std::uint32_t key_type = 0;    // the same

  bool is_queue_or_stack() const;
  bool is_ringbuf() const;
  bool holds_messages() const { return is_queue_or_stack() || is_ringbuf(); }
  bool is_array() const;             // of plain or per-CPU elements
  bool is_keyed_by_content() const;  // hashes and tries: their number of entries can grow
  bool can_be_cleared() const;
};

}  // namespace bpfmark

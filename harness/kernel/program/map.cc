// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/program/map.h"

#include <linux/bpf.h>

namespace bpfmark {
bool Map::is_queue_or_stack() const {
  return type == BPF_MAP_TYPE_QUEUE || type == BPF_MAP_TYPE_STACK;
}

bool Map::is_array() const {
  return type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

bool Map::is_ringbuf() const {
  return type == BPF_MAP_TYPE_RINGBUF;
}

bool Map::is_keyed_by_content() const {
  return type == BPF_MAP_TYPE_HASH || type == BPF_MAP_TYPE_PERCPU_HASH ||
         type == BPF_MAP_TYPE_LRU_HASH || type == BPF_MAP_TYPE_LRU_PERCPU_HASH ||
         type == BPF_MAP_TYPE_LPM_TRIE;
}

bool Map::can_be_cleared() const {
  return holds_messages() || is_array() || is_keyed_by_content();
}

}  // namespace bpfmark

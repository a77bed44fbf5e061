// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Entries of one map, all keys of one size and all values of another, one behind the other: what
// the batch system calls take. Plain data.
#pragma once

#include <cstddef>
#include <cstdint>

#include "harness/packet/fields.h"

namespace bpfmark {

class EntryTable {
 public:
  // `value_bytes` 0: keys alone.
  explicit EntryTable(std::size_t key_bytes = 0, std::size_t value_bytes = 0)
      : key_bytes_(key_bytes), value_bytes_(value_bytes) {}

  void add(const std::uint8_t* key, const std::uint8_t* value) {
    keys_.insert(keys_.end(), key, key + key_bytes_);
    if (value_bytes_ != 0) values_.insert(values_.end(), value, value + value_bytes_);
    ++size_;
  }
  // Makes it hold `size` entries, those that are new of zeros, for others to write into.
  void resize(std::size_t size) {
    keys_.resize(size * key_bytes_);
    values_.resize(size * value_bytes_);
    size_ = size;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::size_t key_bytes() const { return key_bytes_; }
  std::size_t value_bytes() const { return value_bytes_; }
  const std::uint8_t* key(std::size_t index) const { return keys_.data() + index * key_bytes_; }
  const std::uint8_t* value(std::size_t index) const {
    return values_.data() + index * value_bytes_;
  }
  std::uint8_t* keys() { return keys_.data(); }
  std::uint8_t* values() { return values_.data(); }

 private:
  std::size_t key_bytes_;
  std::size_t value_bytes_;
  std::size_t size_ = 0;
  Bytes keys_;
  Bytes values_;
};

}  // namespace bpfmark

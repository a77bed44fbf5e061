// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A map that user space alone works on, and buffers for what goes in and out of it. Keys and values
// are made of numbers, or refer to what the map's type wants (referents.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/unique_fd.h"
#include "harness/kernel/map/referents.h"
#include "harness/kernel/operation/operation.h"
#include "harness/kernel/user_operation/user_map_program.h"

namespace bpfmark {

class UserMap {
 public:
  // `type`: BPF_MAP_TYPE_*. Cannot measure: the kernel has no such map, or refuses what it is to
  // hold.
  static Result<UserMap> make(std::uint32_t type, const OperationSizes& sizes);

  int fd() const { return fd_.get(); }
  const OperationSizes& sizes() const { return sizes_; }

  // One key or value at `place` of the buffers; null: the type has no keys.
  void* key(std::uint32_t place) {
    return sizes_.key_bytes == 0 ? nullptr : keys_.data() + place * sizes_.key_bytes;
  }
  void* value(std::uint32_t place) { return values_.data() + place * value_stride_; }
  void set_key(std::uint32_t place, std::uint32_t number);
  void set_value(std::uint32_t place, std::uint32_t number);
  std::uint32_t number_of_value(std::uint32_t place) const;

  // A stack trace alone: files this stack away, as key 0. False with errno where that fails.
  bool file_stack() const { return program_ && program_->run(); }

  // The elements of an array of 8-byte values, which the map lends; empty: it does not.
  std::span<const volatile std::uint64_t> elements() const;

 private:
  struct Unmap {
    std::size_t bytes;
    void operator()(void* memory) const;
  };
  UserMap() = default;
  Result<void> create();
  Result<void> refer();
  Result<void> load_program();
  void map_elements();

  UniqueFd fd_;
  std::uint32_t type_ = 0;
  OperationSizes sizes_;
  std::size_t value_stride_ = 0;         // of all CPUs, as system calls have it
  std::vector<std::uint8_t> keys_;       // of a batch
  std::vector<std::uint8_t> values_;     // as many
  std::optional<Owners> owners_;         // local storage: what the keys are
  std::optional<Referent> referent_;     // what each value is
  std::unique_ptr<void, Unmap> memory_;  // of an array
  std::optional<UserMapProgram> program_;
  std::vector<std::uint8_t> only_key_;  // of a cgroup storage; else empty
};

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Map operations from user space: system calls, memory that a map lends, consumers of rings. Their
// descriptions are those of operations in BPF, of the type "user/hash"; to add one, add a row to
// the table in user_operation_table.cc.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/unique_fd.h"
#include "harness/kernel/key_table.h"
#include "harness/kernel/operation.h"
#include "harness/kernel/operation_subject.h"

namespace bpfmark {

// A map that belongs to one subject, and buffers for what goes in and out.
class UserMap {
 public:
  static Result<UserMap> make(std::uint32_t type, const OperationSizes& sizes);

  int fd() const { return fd_.get(); }
  const OperationSizes& sizes() const { return sizes_; }
  std::size_t value_stride() const {
    return value_stride_;
  }  // of all CPUs, as system calls have it

  // One key or value, made of a number, at `place` of the buffers.
  void* key(std::uint32_t place) { return keys_.data() + place * sizes_.key_bytes; }
  void* value(std::uint32_t place) { return values_.data() + place * value_stride_; }
  void set_key(std::uint32_t place, std::uint32_t number);
  void set_value(std::uint32_t place, std::uint32_t number);
  std::uint32_t number_of_value(std::uint32_t place) const;

 private:
  UserMap() = default;

  UniqueFd fd_;
  std::uint32_t type_ = 0;
  OperationSizes sizes_;
  std::size_t value_stride_ = 0;
  std::vector<std::uint8_t> keys_;    // of a batch
  std::vector<std::uint8_t> values_;  // as many
};

// `count` operations on the keys from place `first`; what they did is added to `sample`, its time
// aside. Returns false where errno says why the kernel refuses all of them.
using UserStep = bool (*)(UserMap& map, const KeyTable& keys, std::uint32_t first,
                          std::uint32_t count, OperationSample& sample);

struct UserOperation {
  const char* type;        // "hash"
  std::uint32_t map_type;  // BPF_MAP_TYPE_*
  const char* name;
  const char* needs;  // "5.6", or empty
  UserStep step;
  UserStep before;  // or null
  UserStep fill;    // on all keys, or null
  std::uint32_t dimensions;
  std::uint32_t traits;
};

// All of them, as operations to make rows of. `objects`: bpf/maps, whose programs feed the rings.
std::vector<Operation> user_operations(const std::filesystem::path& objects);

// Cannot measure: what the kernel refuses. `keys` must outlive it. The operation is one of those
// above.
Result<std::unique_ptr<OperationSubject>> load_user_operation(const Operation& operation,
                                                              const OperationSizes& sizes,
                                                              KeyTable& keys);

}  // namespace bpfmark

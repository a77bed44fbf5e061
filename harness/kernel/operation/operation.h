// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A map operation as data: what an object of bpf/maps/ says of it (its section .operations), and at
// which sizes it is measured.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/object/object_image.h"

namespace bpfmark {

struct Operation {
  SharedImage object;            // none: system calls alone
  std::string type;              // "hash": the object's file name
  std::string program;           // in the object
  std::string name;              // "lookup"
  std::string outcome;           // "hit", or empty
  std::string before;            // program run on the same keys before each block, or empty
  std::string fill;              // program run on all keys after each load, or empty
  std::string needs;             // "6.9": the first Linux that has it, or empty
  std::uint32_t dimensions = 0;  // DIM_... of bpf/maps/operation.h
  std::uint32_t traits = 0;      // its other flags
  std::uint32_t entries = 1024;
  std::uint32_t per_call = 0;  // operations a call makes; 0: as many as it is told
  bool own_loop = false;       // no loop but its own: none is subtracted

  bool is_from_user_space() const { return type.starts_with("user/"); }
  bool has_dimension(std::uint32_t dimension) const { return (dimensions & dimension) != 0; }
  bool has_trait(std::uint32_t trait) const { return (traits & trait) != 0; }
};

enum class KeyOrder { random, sequential, zipf };

// One row: an operation at one point of its dimensions. Those that an operation does not have stay
// as they are here.
struct OperationSizes {
  std::uint32_t entries = 1024;
  std::uint32_t key_bytes = 4;
  std::uint32_t value_bytes = 8;
  KeyOrder order = KeyOrder::random;
  bool dependent_keys = false;  // latency in place of throughput
  bool filled_up = false;       // to the last entry, where the operation leaves room
  bool no_prealloc = false;
  bool no_common_lru = false;
  int cpus = 1;  // that do it at the same time
  bool disjoint_keys = false;
  std::uint32_t batch = 1;       // elements a system call
  std::optional<int> numa_node;  // that the map's memory lies on; none: the kernel's choice
};

// In the order of the file; none for an object without the section. Bad input: as read_image(), or
// another layout than this bpfmark's.
Result<std::vector<Operation>> read_operations(const std::filesystem::path& path);

// Of all objects of a folder, by file name.
Result<std::vector<Operation>> read_all_operations(const std::filesystem::path& folder);

}  // namespace bpfmark

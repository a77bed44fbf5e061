// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The program that some maps need before user space finds anything in them: it files stacks away in
// a stack trace, or makes a cgroup storage its element by being attached. It goes with this
// process.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/base/error.h"
#include "harness/base/unique_fd.h"

namespace bpfmark {

struct UserMapProgram {
  UniqueFd fd;
  UniqueFd link;  // of a cgroup storage: to the root of the cgroup2 hierarchy

  // A stack trace's: files the stack of the call away. False with errno: it found no room.
  bool run() const;
};

// None: maps of the type (BPF_MAP_TYPE_*) need no program. Cannot measure: the kernel refuses it.
Result<std::optional<UserMapProgram>> load_user_map_program(std::uint32_t type, int map);

bool is_cgroup_storage(std::uint32_t type);

}  // namespace bpfmark

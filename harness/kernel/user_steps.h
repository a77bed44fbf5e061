// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The system calls of user operations, each over some keys of a map.
#pragma once

#include <cstdint>

#include "harness/kernel/key_table.h"
#include "harness/kernel/operation_subject.h"
#include "harness/kernel/user_map.h"

namespace bpfmark {

#define USER_STEP_ARGUMENTS                                                     \
  UserMap &map, const KeyTable &keys, std::uint32_t first, std::uint32_t count, \
      OperationSample &sample

// `count` operations on the keys from place `first`; what they did is added to `sample`, its time
// aside. Returns false where errno says why the kernel refuses all of them.
using UserStep = bool (*)(USER_STEP_ARGUMENTS);

bool put(USER_STEP_ARGUMENTS);            // whether the key is there or not; a queue or stack: push
bool insert(USER_STEP_ARGUMENTS);         // an error where it is there
bool overwrite(USER_STEP_ARGUMENTS);      // an error where it is not
bool lookup(USER_STEP_ARGUMENTS);         // a queue or stack: peek
bool ask_for_value(USER_STEP_ARGUMENTS);  // a bloom filter: peek
bool remove(USER_STEP_ARGUMENTS);
bool lookup_and_delete(USER_STEP_ARGUMENTS);  // a queue or stack: pop
bool insert_and_remove(USER_STEP_ARGUMENTS);  // two calls
bool get_next_key(USER_STEP_ARGUMENTS);

// `batch` elements a call.
bool update_batch(USER_STEP_ARGUMENTS);
bool delete_batch(USER_STEP_ARGUMENTS);
bool lookup_batch(USER_STEP_ARGUMENTS);
bool lookup_and_delete_batch(USER_STEP_ARGUMENTS);

bool read_mapped(USER_STEP_ARGUMENTS);

// Of a small array of its own each, whose descriptor is closed again.
bool create(USER_STEP_ARGUMENTS);
bool create_and_freeze(USER_STEP_ARGUMENTS);

}  // namespace bpfmark

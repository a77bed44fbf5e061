// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The system calls of user operations, each over some keys of a map.
#pragma once

#include <cstdint>

#include "harness/kernel/operation/key_table.h"
#include "harness/kernel/operation/operation_subject.h"
#include "harness/kernel/user_operation/user_map.h"

namespace bpfmark {

#define USER_STEP_ARGUMENTS                                                     \
  UserMap &map, const KeyTable &keys, std::uint32_t first, std::uint32_t count, \
      OperationSample &sample

// `count` operations on the keys from place `first`; what they did is added to `sample`, its time
// aside. Returns false where errno says why the kernel refuses all of them.
using UserCalls = bool (*)(USER_STEP_ARGUMENTS);

// What is timed, and what of it is not the operation: the same loop, which sets the same keys and
// values and reads the same answers, without the calls. It is subtracted.
struct UserStep {
  UserCalls calls;
  UserCalls loop;
};

extern const UserStep kPut;          // whether the key is there or not; a queue or stack: push
extern const UserStep kInsert;       // an error where it is there
extern const UserStep kOverwrite;    // an error where it is not
extern const UserStep kLookup;       // a queue or stack: peek
extern const UserStep kAskForValue;  // a bloom filter: peek
extern const UserStep kRemove;
extern const UserStep kLookupAndDelete;  // a queue or stack: pop
extern const UserStep kInsertAndRemove;  // two calls
extern const UserStep kGetNextKey;

// `batch` elements a call.
extern const UserStep kUpdateBatch;
extern const UserStep kDeleteBatch;
extern const UserStep kLookupBatch;
extern const UserStep kLookupAndDeleteBatch;

extern const UserStep kReadMapped;

// A stack trace: its program runs, and files its stack away.
extern const UserStep kFileStack;

// Of a small array of its own each, whose descriptor is closed again.
extern const UserStep kCreate;
extern const UserStep kCreateAndFreeze;
extern const UserStep kCreateAndBind;  // to a program; one for all of a call

// By the number that the kernel gives the map: the next such number after the one before it, and a
// descriptor, which is closed again.
extern const UserStep kGetNextId;
extern const UserStep kOpenById;

}  // namespace bpfmark

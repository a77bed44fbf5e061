// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Many entries of a map at once, by the batch system calls, and one by one where the map's type or
// the kernel has none: 4 to 5 times slower.
#pragma once

#include <functional>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/program/map.h"
#include "harness/sample/observation/entry_table.h"
#include "harness/sample/observation/wanted_contents.h"
#include "harness/suite/suite.h"

namespace bpfmark {

// The wish to stop, asked between batches; may be empty. Where it is true the function returns an
// error of the kind `interrupted`, the work half done.
using Interrupted = std::function<bool()>;

// Of the system call that just failed, by errno. `verb`: "read", "put an entry into".
Failure map_error(const char* verb, const Map& map);

// A value as the syscall moves it: per-CPU types hold one for each possible CPU, in 8-byte steps,
// the stride from one to the next.
std::size_t value_stride_bytes(const Map& map);
std::size_t value_syscall_bytes(const Map& map);

// Entries as the suite writes them, the value the same on each CPU. Bad input: wrong sizes.
Result<EntryTable> entry_table(const Map& map, const std::vector<MapEntry>& entries);

// Gives all entries of a map that is keyed by content, or of an array, a part at a time. Cannot
// measure: the kernel refused.
Result<void> read_entries(const Map& map, const Interrupted& interrupted,
                          const std::function<void(const EntryTable&)>& take);

// Cannot measure: the kernel refused (the message gives the errno). A key to be removed need not be
// there.
Result<void> write_entries(const Map& map, const EntryTable& entries,
                           const Interrupted& interrupted);
Result<void> remove_entries(const Map& map, const EntryTable& keys, const Interrupted& interrupted);

// What makes the map hold what is wanted, by reading all of it; and writing such a change: what
// must go goes first, for a full map has no room for the rest.
Result<ContentsChange> find_change(const Map& map, const WantedContents& wanted,
                                   const Interrupted& interrupted);
Result<void> apply_change(const Map& map, const ContentsChange& change,
                          const Interrupted& interrupted);

}  // namespace bpfmark

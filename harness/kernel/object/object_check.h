// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whether an object file can be given to libbpf at all. Its ELF and BTF readers have crashed on
// damaged files; a child process takes that risk, so that bpfmark itself always answers.
#pragma once

#include <cstddef>
#include <filesystem>

#include "harness/base/error.h"

namespace bpfmark {

// An object file larger than this is refused unread.
inline constexpr std::size_t kMaxObjectBytes = 64u << 20;

// Bad input: missing, not a regular file (a pipe would hang its reader), too large.
Result<void> check_is_file(const std::filesystem::path& path);

// Opens the file with libbpf in a child process. Bad input: the child crashed or hung. A file that
// libbpf refuses in good order passes: opening it here gives the better message.
Result<void> check_object_file(const std::filesystem::path& path);

}  // namespace bpfmark

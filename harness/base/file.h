// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Whole files in and out of memory. Writes are atomic: a reader, or a kill, sees the old file or
// the new one and never half of either.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "harness/base/error.h"

namespace bpfmark {

// The whole file, at most `limit_bytes` long. Bad input: missing, a folder, unreadable, longer.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit_bytes);

// Of a call that just failed with `error`: "cannot read PATH: No such file or directory". `verb`:
// "read", "write".
Failure file_error(std::string_view verb, const std::filesystem::path& path, int error);

// Writes `text` to a new file beside `path` and renames it; "-" is stdout. Keeps the mode of a file
// that was there. Bad input: no such folder, no permission, no space.
Result<void> write_file(const std::filesystem::path& path, std::string_view text);

// Says now, before minutes of measuring, whether write_file(path) could work.
Result<void> check_writable(const std::filesystem::path& path);

}  // namespace bpfmark

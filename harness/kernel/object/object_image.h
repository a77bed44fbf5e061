// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What an object file held when it was named. It is read once and opened from memory at each load,
// so that what is measured last is what was hashed first, whatever becomes of the file meanwhile.
// Immutable, and so shared by all that load it, in any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "harness/base/error.h"

struct bpf_object;

namespace bpfmark {

// An object file larger than this is refused unread.
inline constexpr std::size_t kMaxObjectBytes = 64u << 20;

struct ObjectImage {
  std::filesystem::path path;  // as it was named
  std::string bytes;
  std::string sha256;  // of the bytes
};

using SharedImage = std::shared_ptr<const ObjectImage>;

// One program of it.
struct ProgramImage {
  SharedImage object;
  std::string program;  // empty: the object's only one
};

// Bad input: missing, not a regular file (a pipe would hang its reader), unreadable, too large.
Result<SharedImage> read_image(const std::filesystem::path& path);

// Opens it with libbpf, under the name that it would have by its path, which the names of .data,
// .bss and .rodata maps begin with. Owned by the caller; null where libbpf refuses it: its log says
// why. Keeps nothing of the image.
bpf_object* open_image(const ObjectImage& image);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/packet/file/unpacked_file.h"

#include <fmt/format.h>
#include <sys/types.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>

#include "harness/base/file.h"

namespace bpfmark {
namespace {

// zlib reads a file that is not packed as it is.
ssize_t read_unpacked(void* cookie, char* buffer, std::size_t size) {
  constexpr std::size_t kMaxRead = 1U << 20U;
  return ::gzread(static_cast<gzFile>(cookie), buffer,
                  static_cast<unsigned>(std::min(size, kMaxRead)));
}

int close_unpacked(void* cookie) {
  return ::gzclose(static_cast<gzFile>(cookie)) == Z_OK ? 0 : EOF;
}

Result<gzFile> open_packed(const std::filesystem::path& path) {
  errno = 0;
  gzFile packed = ::gzopen(path.c_str(), "rbe");
  if (packed == nullptr) return file_error("read", path, errno != 0 ? errno : ENOMEM);
  return packed;
}

}  // namespace

Result<UnpackedFile> UnpackedFile::open(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    return bad_input(fmt::format("{}: not a regular file; name a capture file", path.string()));
  }
  BPFMARK_ASSIGN(packed, open_packed(path));
  Bytes start(kStartBytes);
  const int got = ::gzread(packed, start.data(), static_cast<unsigned>(start.size()));
  start.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  ::gzrewind(packed);
  std::FILE* file = ::fopencookie(packed, "rb", {read_unpacked, nullptr, nullptr, close_unpacked});
  if (file == nullptr) {
    ::gzclose(packed);
    return file_error("read", path, ENOMEM);
  }
  return UnpackedFile(file, std::move(start));
}

}  // namespace bpfmark

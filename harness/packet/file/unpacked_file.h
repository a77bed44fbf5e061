// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A regular file as a stream, unpacked where gzip packed it (by zlib).
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>

#include "harness/base/error.h"
#include "harness/packet/fields.h"

namespace bpfmark {

class UnpackedFile {
 public:
  // Bad input: missing, unreadable, not a regular file (a pipe that nobody writes to would hang).
  static Result<UnpackedFile> open(const std::filesystem::path& path);

  // The stream, at its beginning until somebody reads from it. It cannot seek.
  std::FILE* get() const { return file_.get(); }
  std::FILE* release() { return file_.release(); }

  // The first bytes of what the stream gives, at most kStartBytes.
  const Bytes& start() const { return start_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  UnpackedFile(std::FILE* file, Bytes start) : file_(file), start_(std::move(start)) {}

  std::unique_ptr<std::FILE, Close> file_;
  Bytes start_;
};

inline constexpr std::size_t kStartBytes = 24;  // the header of a pcap file

}  // namespace bpfmark

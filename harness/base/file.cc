// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "harness/base/unique_fd.h"

namespace bpfmark {
namespace {

Result<void> write_all(int fd, std::string_view text, const std::filesystem::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return file_error("write", path, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

std::filesystem::path temporary_beside(const std::filesystem::path& path) {
  return path.string() + fmt::format(".{}.tmp", ::getpid());
}

}  // namespace

Failure file_error(std::string_view verb, const std::filesystem::path& path, int error) {
  return Failure(Error{ErrorKind::bad_input,
                       fmt::format("cannot {} {}: {}", verb, path.string(), std::strerror(error)),
                       error,
                       {}});
}

Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit_bytes) {
  // O_NONBLOCK: opening a FIFO that nobody writes to must not hang.
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return file_error("read", path, errno);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return file_error("read", path, errno);
  if (S_ISDIR(status.st_mode)) return file_error("read", path, EISDIR);
  std::string text;
  char chunk[65536];
  for (;;) {
    const ssize_t got = ::read(fd.get(), chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error("read", path, errno);
    if (got == 0) return text;
    text.append(chunk, static_cast<std::size_t>(got));
    if (text.size() > limit_bytes) {
      return bad_input(fmt::format("{} is larger than {} bytes, the most that is read here",
                                   path.string(), limit_bytes));
    }
  }
}

Result<void> write_file(const std::filesystem::path& path, std::string_view text) {
  if (path == "-") return write_all(STDOUT_FILENO, text, "standard output");
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  // A device or a pipe cannot be replaced by a rename: it is written as it stands.
  if (exists && !S_ISREG(status.st_mode)) {
    const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!fd) return file_error("write", path, errno);
    return write_all(fd.get(), text, path);
  }
  const std::filesystem::path temporary = temporary_beside(path);
  const mode_t mode = exists ? status.st_mode & 07777 : 0666;
  UniqueFd fd(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode));
  if (!fd) return file_error("write", path, errno);
  Result<void> written = write_all(fd.get(), text, path);
  if (written && ::fsync(fd.get()) != 0) written = file_error("write", path, errno);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0) {
    written = file_error("write", path, errno);
  }
  if (!written) ::unlink(temporary.c_str());
  return written;
}

Result<void> check_writable(const std::filesystem::path& path) {
  if (path == "-") return {};
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) return file_error("write", path, EISDIR);
    if (::access(path.c_str(), W_OK) != 0) return file_error("write", path, errno);
    if (!S_ISREG(status.st_mode)) return {};
  }
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  if (::access(folder.c_str(), W_OK) != 0) return file_error("write", path, errno);
  return {};
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/base/standard_streams.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace bpfmark {

void open_standard_streams() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) >= 0 || errno != EBADF) continue;
    // open() takes the lowest free number: this one. The wrong direction for stdout, so that what
    // is written is not lost without a word.
    if (::open("/dev/null", fd == STDERR_FILENO ? O_WRONLY : O_RDONLY) < 0) return;
  }
}

bool flush_stdout() {
  errno = 0;
  if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return true;
  const int error = errno;
  print_stderr(fmt::format("bpfmark: cannot write standard output: {}\n",
                           error != 0 ? std::strerror(error) : "an earlier part failed"));
  return false;
}

void print_stderr(const std::string& text) {
  std::fputs(text.c_str(), stderr);
}

}  // namespace bpfmark

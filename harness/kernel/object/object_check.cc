// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/object/object_check.h"

#include <bpf/libbpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace bpfmark {
namespace {

constexpr unsigned kPatienceSeconds = 10;

[[noreturn]] void open_and_exit(const char* path) {
  const rlimit no_core{};
  ::setrlimit(RLIMIT_CORE, &no_core);
  const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(null, STDERR_FILENO);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGALRM}) {
    ::signal(number, SIG_DFL);
  }
  ::alarm(kPatienceSeconds);
  bpf_object* object = bpf_object__open_file(path, nullptr);
  bpf_object__close(object);
  ::_exit(0);
}

}  // namespace

Result<void> check_is_file(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    return bad_input(fmt::format("cannot read object {}: {}", path.string(), std::strerror(errno)));
  }
  if (!S_ISREG(status.st_mode)) {
    return bad_input(fmt::format("object {} is not a regular file", path.string()));
  }
  if (static_cast<std::size_t>(status.st_size) > kMaxObjectBytes) {
    return bad_input(fmt::format("object {} is larger than {} bytes, the most that is read",
                                 path.string(), kMaxObjectBytes));
  }
  return {};
}

Result<void> check_object_file(const std::filesystem::path& path) {
  BPFMARK_TRY(check_is_file(path));
  const pid_t child = ::fork();
  if (child < 0) return cannot_measure("cannot start a process to check an object", errno);
  if (child == 0) open_and_exit(path.c_str());
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return bad_input(fmt::format(
      "{} is damaged: the ELF reader does not survive it; compile it again", path.string()));
}

}  // namespace bpfmark

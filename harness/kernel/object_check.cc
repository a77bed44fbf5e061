// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/object_check.h"

#include <bpf/libbpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

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

Result<void> check_object_file(const std::filesystem::path& path) {
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

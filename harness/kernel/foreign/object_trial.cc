// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/foreign/object_trial.h"

#include <bpf/libbpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <string>

#include "harness/kernel/object/compiler.h"
#include "harness/kernel/program/object.h"
#include "harness/kernel/rewrite/section_handlers.h"

namespace bpfmark {
namespace {

constexpr unsigned kPatienceSeconds = 10;
constexpr std::size_t kMoreMemoryBytes = 1u << 30;
constexpr std::uint64_t kLargeMapBytes = 1u << 20;

void limit_memory() {
  std::size_t pages = 0;
  if (!(std::ifstream("/proc/self/statm") >> pages)) return;
  const rlim_t bytes = pages * static_cast<rlim_t>(::sysconf(_SC_PAGESIZE)) + kMoreMemoryBytes;
  const rlimit limit{bytes, bytes};
  ::setrlimit(RLIMIT_AS, &limit);
}

// Says nothing, leaves no core, ends by itself and with its parent.
void become_trial() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{};
  ::setrlimit(RLIMIT_CORE, &no_core);
  limit_memory();
  const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
  ::dup2(null, STDERR_FILENO);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int number :
       {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGALRM, SIGINT, SIGTERM, SIGHUP}) {
    ::signal(number, SIG_DFL);
  }
  ::alarm(kPatienceSeconds);
}

// The kernel takes seconds to make the largest.
void leave_out_large_maps(bpf_object* object) {
  bpf_map* map = nullptr;
  bpf_object__for_each_map(map, object) {
    const std::uint64_t entry_bytes =
        std::uint64_t{bpf_map__key_size(map)} + bpf_map__value_size(map) + 1;
    if (bpf_map__max_entries(map) > kLargeMapBytes / entry_bytes) {
      bpf_map__set_autocreate(map, false);
    }
  }
}

Result<Object> open_either(const ProgramImage& program) {
  auto object = Object::open(program, ProgramTypes::xdp);
  return object ? std::move(object) : Object::open(program, ProgramTypes::packet);
}

// All that libbpf does before it gives the first program's code to the kernel, and after that was
// refused.
void load_up_to_the_kernel(const ProgramImage& program) {
  const auto first = open_either(program);
  if (!first) return;
  const BeforeLoad stop = [](bpf_program*, bpf_prog_load_opts*) { return -ECANCELED; };
  const auto handlers = SectionHandlers::install(first->get(), stop);
  if (!handlers) return;
  for (const bool with_others : {false, true}) {
    auto object = open_either(program);
    if (!object) return;
    if (with_others) object->also_load_others();
    leave_out_large_maps(object->get());
    (void)object->load(object->wants_frags());
  }
}

[[noreturn]] void try_and_exit(const ProgramImage& program) {
  become_trial();
  (void)compiler_of(*program.object);
  load_up_to_the_kernel(program);
  ::_exit(0);
}

}  // namespace

Result<void> try_program(const ProgramImage& program) {
  const pid_t child = ::fork();
  if (child < 0) return cannot_measure("cannot start a process to try an object", errno);
  if (child == 0) try_and_exit(program);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  const int signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (signal == SIGINT || signal == SIGTERM) return interrupted(signal);
  return bad_input(fmt::format("{} is damaged: libbpf does not {} it; compile it again",
                               program.object->path.string(),
                               signal == SIGALRM ? "come to an end with" : "survive"));
}

}  // namespace bpfmark

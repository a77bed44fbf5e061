// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// For the tests of the command: starts the real binary in a process of its own and keeps what it
// says. No shell, and no wait without an end.
#pragma once

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "harness/base/unique_fd.h"

namespace bpfmark {

inline constexpr uid_t kNobody = 65534;

enum class StreamTo { pipe, closed, full_device, broken_pipe };

struct ChildOptions {
  std::filesystem::path folder = "/";  // it starts there
  bool as_nobody = false;              // root puts on nobody's ids; others stay who they are
  StreamTo out = StreamTo::pipe;
  StreamTo err = StreamTo::pipe;
  bool ignore_broken_pipe = false;  // as a parent that has SIGPIPE ignored
  std::map<std::string, std::string> environment = {};
};

struct Ended {
  std::optional<int> exit_code;  // none: a signal ended it
  int signal = 0;
  bool timed_out = false;
  std::string out;
  std::string err;
};

class ChildProcess {
 public:
  ChildProcess(const std::vector<std::string>& words, const ChildOptions& options) {
    UniqueFd out_end;
    UniqueFd err_end;
    out_ = stream(options.out, out_end);
    err_ = stream(options.err, err_end);
    pid_ = ::fork();
    if (pid_ == 0) become(words, options, out_end.get(), err_end.get());
  }
  ~ChildProcess() {
    if (pid_ > 0) end_and_wait();
  }
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  void send(int signal) const { ::kill(pid_, signal); }
  bool running() const { return ::waitid(P_PID, id(), &info_, kPeek) == 0 && info_.si_pid == 0; }

  // Reads both streams to their end, then waits for the end itself.
  Ended wait(std::chrono::seconds patience = std::chrono::seconds(60)) {
    Ended ended;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    std::vector<pollfd> streams = {{out_.get(), POLLIN, 0}, {err_.get(), POLLIN, 0}};
    while ((streams[0].fd >= 0 || streams[1].fd >= 0) && !ended.timed_out) {
      ::poll(streams.data(), streams.size(), 100);
      take(streams[0], ended.out);
      take(streams[1], ended.err);
      ended.timed_out = std::chrono::steady_clock::now() > deadline;
    }
    while (running() && !ended.timed_out) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      ended.timed_out = std::chrono::steady_clock::now() > deadline;
    }
    const int status = end_and_wait();
    if (WIFEXITED(status)) ended.exit_code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
    return ended;
  }

 private:
  static constexpr int kPeek = WEXITED | WNOHANG | WNOWAIT;

  id_t id() const { return static_cast<id_t>(pid_); }

  // The end that is read here; `other` is the one for the child.
  static UniqueFd stream(StreamTo to, UniqueFd& other) {
    int ends[2] = {-1, -1};
    if (to == StreamTo::full_device) other = UniqueFd(::open("/dev/full", O_WRONLY | O_CLOEXEC));
    if (to == StreamTo::full_device || to == StreamTo::closed) return UniqueFd();
    if (::pipe2(ends, O_CLOEXEC) != 0) return UniqueFd();
    other = UniqueFd(ends[1]);
    UniqueFd here(ends[0]);
    return to == StreamTo::broken_pipe ? UniqueFd() : std::move(here);
  }

  static void put(int fd, int place) {
    if (fd < 0) {
      ::close(place);
    } else {
      ::dup2(fd, place);
    }
  }

  [[noreturn]] static void become(const std::vector<std::string>& words,
                                  const ChildOptions& options, int out, int err) {
    // A test runner may have blocked or ignored what the command is to react to.
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int number : {SIGINT, SIGTERM}) ::signal(number, SIG_DFL);
    ::signal(SIGPIPE, options.ignore_broken_pipe ? SIG_IGN : SIG_DFL);
    put(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
    put(out, STDOUT_FILENO);
    put(err, STDERR_FILENO);
    for (const auto& [name, value] : options.environment) {
      ::setenv(name.c_str(), value.c_str(), 1);
    }
    const bool drop = options.as_nobody && ::geteuid() == 0;
    if (drop && (::setgroups(0, nullptr) != 0 || ::setresgid(kNobody, kNobody, kNobody) != 0 ||
                 ::setresuid(kNobody, kNobody, kNobody) != 0)) {
      ::_exit(126);
    }
    if (::chdir(options.folder.c_str()) != 0) ::_exit(125);
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
  }

  static void take(pollfd& stream, std::string& text) {
    if (stream.fd < 0 || stream.revents == 0) return;
    char chunk[4096];
    const ssize_t got = ::read(stream.fd, chunk, sizeof chunk);
    if (got > 0) text.append(chunk, static_cast<std::size_t>(got));
    if (got <= 0) stream.fd = -1;
  }

  int end_and_wait() {
    if (running()) ::kill(pid_, SIGKILL);
    int status = 0;
    ::waitpid(pid_, &status, 0);
    pid_ = -1;
    return status;
  }

  UniqueFd out_;
  UniqueFd err_;
  pid_t pid_ = -1;
  mutable siginfo_t info_{};
};

inline std::string bpfmark_binary() {
  return BPFMARK_BINARY_DIR "/bpfmark";
}

inline Ended run_bpfmark(std::vector<std::string> arguments, const ChildOptions& options = {}) {
  arguments.insert(arguments.begin(), bpfmark_binary());
  return ChildProcess(arguments, options).wait();
}

}  // namespace bpfmark

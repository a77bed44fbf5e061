// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/map/referents.h"

#include <bpf/bpf.h>
#include <fcntl.h>
#include <linux/if_xdp.h>
#include <linux/mount.h>
#include <linux/perf_event.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "harness/kernel/machine/private_network.h"

namespace bpfmark {
namespace {

constexpr int kXdpLevel = 283;  // SOL_XDP, and AF_XDP 44: older C libraries lack them
constexpr int kXdpFamily = 44;
constexpr std::uint32_t kCgrpStorage = 32;  // newer than the headers that this may be built with

Result<UniqueFd> or_refused(UniqueFd fd, const char* message) {
  if (!fd) return cannot_measure(message, errno);
  return fd;
}

Result<UniqueFd> make_program() {
  std::array<bpf_insn, 2> code{};  // r0 = 0; exit
  code[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
  code[1].code = BPF_JMP | BPF_EXIT;
  return or_refused(UniqueFd(bpf_prog_load(BPF_PROG_TYPE_XDP, "referent", "GPL", code.data(),
                                           code.size(), nullptr)),
                    "the kernel refuses an XDP program for the map");
}

Result<UniqueFd> make_inner_map() {
  return or_refused(UniqueFd(bpf_map_create(BPF_MAP_TYPE_ARRAY, "inner", 4, 8, 1, nullptr)),
                    "the kernel refuses an inner map");
}

Result<UniqueFd> make_file() {
  return or_refused(UniqueFd(::memfd_create("owner", MFD_CLOEXEC)),
                    "the kernel refuses a file in memory");
}

Result<UniqueFd> make_socket() {
  return or_refused(UniqueFd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)),
                    "the kernel refuses a UDP socket");
}

Result<UniqueFd> make_private_reuseport_socket() {
  UniqueFd socket;
  in_private_network([&] { socket = bound_reuseport_socket(); });
  return or_refused(std::move(socket), "no UDP socket in a private network namespace");
}

// Sleeps for as long as its parent lives.
pid_t sleeping_child() {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  while (::getppid() == parent) ::pause();
  ::_exit(0);
}

Result<UniqueFd> referent_fd(std::uint32_t type) {
  switch (type) {
    case BPF_MAP_TYPE_PROG_ARRAY:
      return make_program();
    case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
      return open_output_event(0);
    case BPF_MAP_TYPE_CGROUP_ARRAY:
      return open_cgroup_root();
    case BPF_MAP_TYPE_ARRAY_OF_MAPS:
    case BPF_MAP_TYPE_HASH_OF_MAPS:
      return make_inner_map();
    case BPF_MAP_TYPE_XSKMAP:
      return make_xdp_socket();
    case BPF_MAP_TYPE_SOCKMAP:
    case BPF_MAP_TYPE_SOCKHASH:
      return make_listening_socket();
    case BPF_MAP_TYPE_REUSEPORT_SOCKARRAY:
      return make_private_reuseport_socket();
    default:
      return UniqueFd();
  }
}

}  // namespace

Result<UniqueFd> make_xdp_socket() {
  constexpr int kRing = 64;
  UniqueFd socket(::socket(kXdpFamily, SOCK_RAW | SOCK_CLOEXEC, 0));
  if (!socket || ::setsockopt(socket.get(), kXdpLevel, XDP_RX_RING, &kRing, sizeof kRing) != 0) {
    return cannot_measure("the kernel refuses AF_XDP sockets", errno);
  }
  return socket;
}

Result<UniqueFd> make_listening_socket() {
  UniqueFd socket;
  bool listens = false;
  in_private_network([&] {
    socket = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    listens = bind_to_loopback(socket.get()) && ::listen(socket.get(), 1) == 0;
  });
  if (!listens) return cannot_measure("no listening socket in a private network namespace");
  return socket;
}

UniqueFd bound_reuseport_socket() {
  UniqueFd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
  return bind_to_loopback(socket.get()) ? std::move(socket) : UniqueFd();
}

// By a mount that has no place in the file system.
Result<UniqueFd> open_cgroup_root() {
  const UniqueFd context(static_cast<int>(::syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC)));
  ::syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0);
  const UniqueFd mount(static_cast<int>(::syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, 0)));
  return or_refused(UniqueFd(::openat(mount.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
                    "the kernel has no cgroup2 for this process");
}

perf_event_attr output_event(std::uint32_t records_a_wake_up) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = PERF_TYPE_SOFTWARE;
  attributes.config = PERF_COUNT_SW_BPF_OUTPUT;
  attributes.sample_type = PERF_SAMPLE_RAW;
  attributes.sample_period = 1;
  attributes.wakeup_events = records_a_wake_up;
  return attributes;
}

Result<UniqueFd> open_output_event(int cpu) {
  perf_event_attr attributes = output_event(kNoWakeUp);
  const long fd = ::syscall(SYS_perf_event_open, &attributes, -1, cpu, -1, PERF_FLAG_FD_CLOEXEC);
  return or_refused(UniqueFd(static_cast<int>(fd)),
                    "the kernel refuses a perf event for BPF's output");
}

Result<std::optional<Referent>> make_referent(std::uint32_t type) {
  Referent referent;
  if (type == BPF_MAP_TYPE_DEVMAP || type == BPF_MAP_TYPE_DEVMAP_HASH) {
    referent.number = kLoopback;
    return referent;
  }
  if (type == BPF_MAP_TYPE_CPUMAP) {
    referent.number = kCpumapQueue;
    return referent;
  }
  BPFMARK_ASSIGN(fd, referent_fd(type));
  if (!fd) return std::nullopt;
  referent.number = static_cast<std::uint64_t>(fd.get());
  referent.fd = std::move(fd);
  return referent;
}

bool is_local_storage(std::uint32_t type) {
  return type == BPF_MAP_TYPE_SK_STORAGE || type == BPF_MAP_TYPE_INODE_STORAGE ||
         type == BPF_MAP_TYPE_TASK_STORAGE || type == kCgrpStorage;
}

Result<Owners> Owners::make(std::uint32_t type, std::uint32_t count) {
  Owners owners;
  for (std::uint32_t i = 0; i < count; ++i) {
    BPFMARK_ASSIGN(fd, owners.make_one(type));
    owners.fds_.push_back(std::move(fd));
  }
  return owners;
}

Result<UniqueFd> Owners::make_one(std::uint32_t type) {
  if (type == BPF_MAP_TYPE_INODE_STORAGE) return make_file();
  if (type == BPF_MAP_TYPE_SK_STORAGE) return make_socket();
  if (type == kCgrpStorage) return open_cgroup_root();
  const pid_t child = sleeping_child();
  if (child < 0) return cannot_measure("the kernel refuses a process", errno);
  children_.push_back(child);
  return or_refused(UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))),
                    "the kernel refuses a descriptor of a process");
}

Owners::Owners(Owners&& other) noexcept
    : fds_(std::move(other.fds_)), children_(std::exchange(other.children_, {})) {}

Owners::~Owners() {
  for (const pid_t child : children_) ::kill(child, SIGKILL);
  for (const pid_t child : children_) ::waitpid(child, nullptr, 0);
}

}  // namespace bpfmark

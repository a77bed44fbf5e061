// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Setups of what holds sockets, interfaces, CPUs and cgroups. Sockets live in a network namespace
// of their own, which goes with them.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_xdp.h>
#include <linux/mount.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "harness/base/unique_fd.h"
#include "harness/kernel/map_setup.h"
#include "harness/kernel/private_network.h"

namespace bpfmark {
namespace {

constexpr int kXdpLevel = 283;  // SOL_XDP, and AF_XDP 44: older C libraries lack them
constexpr int kXdpFamily = 44;

class RedirectTargetsSetup : public MapSetup {
 public:
  explicit RedirectTargetsSetup(std::uint32_t value) : value_(value) {}

  Result<void> after_load(bpf_object* object, const Operation& operation,
                          const OperationSizes& /*sizes*/) override {
    for (std::uint32_t key = 0; key < operation.entries; ++key) {
      BPFMARK_TRY(put_value(object, key, &value_, "target"));
    }
    return {};
  }

 private:
  std::uint32_t value_;
};

// One socket with a receive ring, which need not be bound to be in a map.
class XskmapSetup : public MapSetup {
 public:
  Result<void> after_load(bpf_object* object, const Operation& operation,
                          const OperationSizes& /*sizes*/) override {
    constexpr int kRing = 64;
    socket_ = UniqueFd(::socket(kXdpFamily, SOCK_RAW | SOCK_CLOEXEC, 0));
    if (!socket_ ||
        ::setsockopt(socket_.get(), kXdpLevel, XDP_RX_RING, &kRing, sizeof kRing) != 0) {
      return cannot_measure("the kernel refuses AF_XDP sockets", errno);
    }
    const int fd = socket_.get();
    for (std::uint32_t key = 0; key < operation.entries; ++key) {
      BPFMARK_TRY(put_value(object, key, &fd, "AF_XDP socket"));
    }
    return {};
  }

 private:
  UniqueFd socket_;
};

// A listening socket, at every key.
class SocketsSetup : public MapSetup {
 public:
  Result<void> after_load(bpf_object* object, const Operation& operation,
                          const OperationSizes& /*sizes*/) override {
    bool listens = false;
    in_private_network([&] {
      socket_ = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      listens = bind_to_loopback(socket_.get()) && ::listen(socket_.get(), 1) == 0;
    });
    if (!listens) return cannot_measure("no listening socket in a private network namespace");
    const std::uint64_t fd = static_cast<std::uint64_t>(socket_.get());
    for (std::uint32_t key = 0; key < operation.entries; ++key) {
      BPFMARK_TRY(put_value(object, key, &fd, "socket"));
    }
    return {};
  }

 private:
  UniqueFd socket_;
};

// A datagram to a group of one socket, whose program the kernel then asks.
class ReuseportSetup : public MapSetup {
 public:
  Result<void> after_load(bpf_object* object, const Operation& /*operation*/,
                          const OperationSizes& /*sizes*/) override {
    bool bound = false;
    in_private_network([&] { bound = make_sockets(); });
    if (!bound) return cannot_measure("no UDP socket in a private network namespace");
    const std::uint64_t fd = static_cast<std::uint64_t>(receiver_.get());
    return put_value(object, 0, &fd, "socket");
  }

  int call(const bpf_program* program) override {
    const int fd = bpf_program__fd(program);
    if (::setsockopt(receiver_.get(), SOL_SOCKET, SO_ATTACH_REUSEPORT_EBPF, &fd, sizeof fd) != 0) {
      return -errno;
    }
    // The receive runs before send() returns, on this CPU.
    if (::send(sender_.get(), "x", 1, 0) != 1) return -errno;
    std::array<char, 8> datagram{};
    return ::recv(receiver_.get(), datagram.data(), datagram.size(), MSG_DONTWAIT) == 1 ? 0
                                                                                        : -errno;
  }

 private:
  bool make_sockets() {
    receiver_ = UniqueFd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sender_ = UniqueFd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    const int yes = 1;
    ::setsockopt(receiver_.get(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
    if (!bind_to_loopback(receiver_.get())) return false;
    const sockaddr_in address = address_of_socket(receiver_.get());
    return ::connect(sender_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
           0;
  }

  UniqueFd receiver_;
  UniqueFd sender_;
};

// The root of the cgroup2 hierarchy, by a mount that has no place in the file system.
class CgroupArraySetup : public MapSetup {
 public:
  Result<void> after_load(bpf_object* object, const Operation& /*operation*/,
                          const OperationSizes& /*sizes*/) override {
    const UniqueFd context(static_cast<int>(::syscall(SYS_fsopen, "cgroup2", FSOPEN_CLOEXEC)));
    ::syscall(SYS_fsconfig, context.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0);
    mount_ = UniqueFd(static_cast<int>(::syscall(SYS_fsmount, context.get(), FSMOUNT_CLOEXEC, 0)));
    const UniqueFd root(::openat(mount_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!root) return cannot_measure("the kernel has no cgroup2 for this process", errno);
    const int fd = root.get();
    return put_value(object, 0, &fd, "cgroup");
  }

 private:
  UniqueFd mount_;
};

// Opening a file runs it, once for this process' every open: attached only while it is called.
class LsmSetup : public MapSetup {
 public:
  int call(const bpf_program* program) override {
    bpf_link* link = bpf_program__attach_lsm(program);
    if (link == nullptr) return -errno;
    const UniqueFd file(::open("/proc/self/exe", O_RDONLY | O_CLOEXEC));
    bpf_link__destroy(link);
    return 0;
  }
};

}  // namespace

std::unique_ptr<MapSetup> setup_redirect_targets(std::uint32_t value) {
  return std::make_unique<RedirectTargetsSetup>(value);
}

std::unique_ptr<MapSetup> setup_xskmap() {
  return std::make_unique<XskmapSetup>();
}

std::unique_ptr<MapSetup> setup_sockets() {
  return std::make_unique<SocketsSetup>();
}

std::unique_ptr<MapSetup> setup_reuseport() {
  return std::make_unique<ReuseportSetup>();
}

std::unique_ptr<MapSetup> setup_cgroup_array() {
  return std::make_unique<CgroupArraySetup>();
}

std::unique_ptr<MapSetup> setup_lsm() {
  return std::make_unique<LsmSetup>();
}

}  // namespace bpfmark

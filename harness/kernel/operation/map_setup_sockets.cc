// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Setups of what holds sockets, interfaces, CPUs and cgroups. Sockets live in a network namespace
// of their own, which goes with them.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "harness/base/unique_fd.h"
#include "harness/kernel/machine/private_network.h"
#include "harness/kernel/map/referents.h"
#include "harness/kernel/operation/map_setup.h"

namespace bpfmark {
namespace {

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

// One socket at every key.
class SocketSetup : public MapSetup {
 public:
  using Make = Result<UniqueFd> (*)();
  explicit SocketSetup(Make make) : make_(make) {}

  Result<void> after_load(bpf_object* object, const Operation& operation,
                          const OperationSizes& /*sizes*/) override {
    BPFMARK_ASSIGN(socket, make_());
    socket_ = std::move(socket);
    // Of its bytes a map takes as many as its values have: the lower ones, on a little-endian
    // machine.
    const std::uint64_t fd = static_cast<std::uint64_t>(socket_.get());
    for (std::uint32_t key = 0; key < operation.entries; ++key) {
      BPFMARK_TRY(put_value(object, key, &fd, "socket"));
    }
    return {};
  }

 private:
  Make make_;
  UniqueFd socket_;
};

// A datagram to a group of one socket, whose program the kernel then asks.
class ReuseportSetup : public MapSetup {
 public:
  Result<void> after_load(bpf_object* object, const Operation& /*operation*/,
                          const OperationSizes& /*sizes*/) override {
    bool connected = false;
    in_private_network([&] { connected = make_sockets(); });
    if (!connected) return cannot_measure("no UDP socket in a private network namespace");
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
    receiver_ = bound_reuseport_socket();
    sender_ = UniqueFd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!receiver_) return false;
    const sockaddr_in address = address_of_socket(receiver_.get());
    return ::connect(sender_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
           0;
  }

  UniqueFd receiver_;
  UniqueFd sender_;
};

class CgroupArraySetup : public MapSetup {
 public:
  Result<void> after_load(bpf_object* object, const Operation& /*operation*/,
                          const OperationSizes& /*sizes*/) override {
    BPFMARK_ASSIGN(root, open_cgroup_root());
    const int fd = root.get();
    return put_value(object, 0, &fd, "cgroup");
  }
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
  return std::make_unique<SocketSetup>(make_xdp_socket);
}

std::unique_ptr<MapSetup> setup_sockets() {
  return std::make_unique<SocketSetup>(make_listening_socket);
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

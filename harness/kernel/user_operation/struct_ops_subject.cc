// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/user_operation/struct_ops_subject.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/unique_fd.h"
#include "harness/kernel/machine/libbpf_log.h"
#include "harness/kernel/machine/private_network.h"
#include "harness/kernel/program/map_types.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kLinkFlag = 1u << 13;                        // BPF_F_LINK, of Linux 6.4
constexpr auto kStructOpsAttach = static_cast<bpf_attach_type>(44);  // BPF_STRUCT_OPS
constexpr std::string_view kPlaceholder = "XXXXXX";

class StructOpsSubject : public OperationSubject {
 public:
  ~StructOpsSubject() override { bpf_object__close(object_); }

  Result<void> load(const Operation& operation) {
    std::string bytes = operation.object->bytes;
    give_unique_names(bytes);
    start_libbpf_log();
    object_ = bpf_object__open_mem(bytes.data(), bytes.size(), nullptr);
    if (object_ == nullptr) return refusal("its object");
    for (const char* name : {"told", "untold"}) {
      bpf_map__set_map_flags(bpf_object__find_map_by_name(object_, name), kLinkFlag);
    }
    if (bpf_object__load(object_) != 0) return refusal("its programs");
    for (const char* name : {"told", "untold"}) BPFMARK_TRY(attach(name));
    bool connected = false;
    in_private_network([&] { connected = connect_sockets(); });
    if (!connected) return cannot_measure("no TCP connection in a private network namespace");
    return {};
  }

  Result<OperationSample> run(std::uint32_t /*first*/, std::uint32_t count) override {
    const std::uint64_t before = calls();
    BPFMARK_ASSIGN(sample, switch_over(told_, count));
    // The two calls of each are what is measured: were they made?
    if (calls() - before != std::uint64_t{2} * count) sample.errors = count;
    return sample;
  }

  Result<OperationSample> run_empty(std::uint32_t /*first*/, std::uint32_t count) override {
    return switch_over(untold_, count);
  }

 private:
  static Failure refusal(const char* what) {
    return cannot_measure(fmt::format("the kernel refuses {}: {}", what, std::strerror(errno)),
                          errno, libbpf_log());
  }

  // Of the same length: the names lie in a section of data.
  void give_unique_names(std::string& bytes) {
    static std::uint32_t loads = 0;
    const auto number = static_cast<std::uint32_t>(::getpid()) * 64 + loads++ % 64;
    const std::string unique = fmt::format("{:06x}", number & 0xffffff);
    for (std::size_t at = bytes.find(kPlaceholder); at != std::string::npos;
         at = bytes.find(kPlaceholder, at)) {
      bytes.replace(at, kPlaceholder.size(), unique);
    }
    told_ = "bpfmark_t" + unique;
    untold_ = "bpfmark_u" + unique;
  }

  // libbpf 1.1 knows no links of struct_ops; of a map with the flag it only writes the value.
  Result<void> attach(const char* name) {
    constexpr bool kMakesLinks = LIBBPF_MAJOR_VERSION > 1 || LIBBPF_MINOR_VERSION >= 2;
    const bpf_map* map = bpf_object__find_map_by_name(object_, name);
    bpf_link* link = bpf_map__attach_struct_ops(map);
    if (link == nullptr) return refusal("the congestion control");
    if (kMakesLinks) {
      links_.emplace_back(::fcntl(bpf_link__fd(link), F_DUPFD_CLOEXEC, 0));
    } else {
      bpf_link__disconnect(link);
      links_.emplace_back(bpf_link_create(bpf_map__fd(map), 0, kStructOpsAttach, nullptr));
    }
    bpf_link__destroy(link);
    if (!links_.back()) return refusal("the congestion control's link");
    return {};
  }

  bool connect_sockets() {
    listener_ = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    socket_ = UniqueFd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!bind_to_loopback(listener_.get()) || ::listen(listener_.get(), 1) != 0) return false;
    const sockaddr_in address = address_of_socket(listener_.get());
    return ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) ==
           0;
  }

  bool take(const std::string& name) const {
    return ::setsockopt(socket_.get(), IPPROTO_TCP, TCP_CONGESTION, name.data(),
                        static_cast<socklen_t>(name.size())) == 0;
  }

  Result<OperationSample> switch_over(const std::string& name, std::uint32_t count) const {
    static const std::string kOwn = "reno";
    OperationSample sample;
    const double start_ns = raw_clock_ns();
    for (std::uint32_t i = 0; i < count; ++i) {
      if (!take(name) || !take(kOwn)) ++sample.errors;
      ++sample.done;
    }
    sample.elapsed_ns = raw_clock_ns() - start_ns;
    return sample;
  }

  std::uint64_t calls() const {
    const int map = bpf_object__find_map_fd_by_name(object_, ".data.calls");
    const std::uint32_t key = 0;
    std::uint64_t calls = 0;
    bpf_map_lookup_elem(map, &key, &calls);
    return calls;
  }

  bpf_object* object_ = nullptr;
  std::string told_;
  std::string untold_;
  std::vector<UniqueFd> links_;  // the registrations
  UniqueFd listener_;
  UniqueFd socket_;
};

}  // namespace

Result<std::unique_ptr<OperationSubject>> load_struct_ops(const Operation& operation) {
  if (!kernel_is_at_least(operation.needs)) {
    return cannot_measure(fmt::format("needs Linux {}", operation.needs));
  }
  auto subject = std::make_unique<StructOpsSubject>();
  BPFMARK_TRY(subject->load(operation));
  return std::unique_ptr<OperationSubject>(std::move(subject));
}

}  // namespace bpfmark

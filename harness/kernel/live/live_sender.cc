// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/live/live_sender.h"

#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "bpf/drive/send.h"
#include "harness/base/clock.h"
#include "harness/base/unique_fd.h"
#include "harness/kernel/machine/cpus.h"

namespace bpfmark {
namespace {

constexpr std::size_t kSourceAt = 14 + 12;  // in a frame without VLAN tag
constexpr unsigned kLiveFrames = 1u << 1;   // BPF_F_TEST_XDP_LIVE_FRAMES

void set_source(Bytes& frame, std::uint32_t address) {
  const std::uint32_t big_endian = htonl(address);
  std::memcpy(frame.data() + kSourceAt, &big_endian, sizeof big_endian);
}

Result<void> set_state(const Object& object, const SourceCircle& circle) {
  const send_state state{.first = circle.first, .span = circle.span, .sent = 0};
  const std::uint32_t key = 0;
  for (const Map& map : object.maps()) {
    if (!map.internal || map.value_bytes != sizeof state) continue;
    if (bpf_map_update_elem(map.fd, &key, &state, 0) == 0) return {};
  }
  return cannot_measure("send.bpf.o is not the one that belongs to this bpfmark");
}

Result<void> send_all(int fd, Bytes frame, const SourceCircle& circle, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    set_source(frame, circle.first + i % circle.span);
    if (::send(fd, frame.data(), frame.size(), 0) < 0 && errno != ENOBUFS) {
      return cannot_measure(fmt::format("cannot send: {}", std::strerror(errno)), errno);
    }
  }
  return {};
}

Result<UniqueFd> packet_socket(int interface_index) {
  UniqueFd fd(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
  sockaddr_ll address{};
  address.sll_family = AF_PACKET;
  address.sll_ifindex = interface_index;
  if (!fd || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return cannot_measure(fmt::format("no packet socket: {}", std::strerror(errno)), errno);
  }
  return fd;
}

}  // namespace

Result<LiveSender> LiveSender::load(const std::filesystem::path& path, const VethPair& pair) {
  BPFMARK_ASSIGN(object, Object::open(path, ""));
  BPFMARK_TRY(object.load(false));
  BPFMARK_ASSIGN(hold, DispatcherHold::hold(object.program_fd()));
  FrameFields fields;
  // Not the receiver's address: the packet ends where the stack begins.
  fields.ethernet_destination = "02:00:00:00:00:02";
  BPFMARK_ASSIGN(frame, build_frame(fields));
  return LiveSender(std::move(object), std::move(hold), pair, frame);
}

Result<double> LiveSender::run_live(std::uint32_t count) {
  xdp_md context{};
  context.data_end = static_cast<std::uint32_t>(frame_.size());
  context.ingress_ifindex = static_cast<std::uint32_t>(pair_->sender().index);
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  options.data_in = frame_.data();
  options.data_size_in = static_cast<std::uint32_t>(frame_.size());
  options.ctx_in = &context;
  options.ctx_size_in = sizeof context;
  options.repeat = static_cast<int>(count);
  options.flags = kLiveFrames;
  const double start_ns = raw_clock_ns();
  if (bpf_prog_test_run_opts(object_.program_fd(), &options) != 0) {
    return cannot_measure(
        fmt::format("cannot send live frames (Linux 5.18 can): {}", std::strerror(errno)), errno);
  }
  return raw_clock_ns() - start_ns;
}

Result<double> LiveSender::send_from_bpf(const SourceCircle& circle, std::uint32_t count) {
  BPFMARK_TRY(set_state(object_, circle));
  double elapsed_ns = 0;
  const auto sent = pair_->in_sender([&]() -> Result<void> {
    BPFMARK_TRY(pin_to_cpu(std::nullopt));
    BPFMARK_ASSIGN(run_ns, run_live(count));
    elapsed_ns = run_ns;
    return {};
  });
  BPFMARK_TRY(sent);
  return elapsed_ns;
}

Result<double> LiveSender::send_from_socket(const SourceCircle& circle, std::uint32_t count) const {
  double elapsed_ns = 0;
  const auto sent = pair_->in_sender([&]() -> Result<void> {
    BPFMARK_TRY(pin_to_cpu(std::nullopt));
    BPFMARK_ASSIGN(fd, packet_socket(pair_->sender().index));
    const double start_ns = raw_clock_ns();
    BPFMARK_TRY(send_all(fd.get(), frame_, circle, count));
    elapsed_ns = raw_clock_ns() - start_ns;
    return {};
  });
  BPFMARK_TRY(sent);
  return elapsed_ns;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/live/veth_pair.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <netlink/netlink.h>
#include <netlink/route/link.h>
#include <netlink/route/link/veth.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <memory>
#include <thread>

namespace bpfmark {
namespace {

constexpr const char* kSender = "bpfmark0";
constexpr const char* kReceiver = "bpfmark1";

UniqueFd new_network() {
  UniqueFd network;
  std::thread([&] {
    if (::unshare(CLONE_NEWNET) == 0) {
      network = UniqueFd(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
    }
  }).join();
  return network;
}

Result<void> in_network(const UniqueFd& network, const std::function<Result<void>()>& work) {
  Result<void> result;
  std::thread([&] {
    if (::setns(network.get(), CLONE_NEWNET) != 0) {
      result = cannot_measure("cannot enter a private network namespace", errno);
    } else {
      result = work();
    }
  }).join();
  return result;
}

using Socket = std::unique_ptr<nl_sock, void (*)(nl_sock*)>;
using Link = std::unique_ptr<rtnl_link, void (*)(rtnl_link*)>;

Failure veth_refusal(const char* what, int error) {
  return cannot_measure(fmt::format("cannot {} a veth pair: {}", what, nl_geterror(error)));
}

// In the sender's namespace, with the other end in `receiver_network`.
Result<void> add_pair(int receiver_network) {
  const Socket socket(nl_socket_alloc(), nl_socket_free);
  const Link link(rtnl_link_veth_alloc(), rtnl_link_put);
  if (!socket || !link) return cannot_measure("no memory", ENOMEM);
  const Link peer(rtnl_link_veth_get_peer(link.get()), rtnl_link_put);
  rtnl_link_set_name(link.get(), kSender);
  rtnl_link_set_name(peer.get(), kReceiver);
  rtnl_link_set_ns_fd(peer.get(), receiver_network);
  int error = nl_connect(socket.get(), NETLINK_ROUTE);
  if (error == 0) error = rtnl_link_add(socket.get(), link.get(), NLM_F_CREATE | NLM_F_EXCL);
  if (error != 0) return veth_refusal("make", error);
  return {};
}

Result<void> delete_pair() {
  const Socket socket(nl_socket_alloc(), nl_socket_free);
  const Link link(rtnl_link_alloc(), rtnl_link_put);
  if (!socket || !link) return cannot_measure("no memory", ENOMEM);
  rtnl_link_set_name(link.get(), kSender);
  int error = nl_connect(socket.get(), NETLINK_ROUTE);
  if (error == 0) error = rtnl_link_delete(socket.get(), link.get());
  if (error != 0) return veth_refusal("remove", error);
  return {};
}

Result<std::uint64_t> tx_dropped(int index) {
  const Socket socket(nl_socket_alloc(), nl_socket_free);
  if (!socket) return cannot_measure("no memory", ENOMEM);
  rtnl_link* found = nullptr;
  int error = nl_connect(socket.get(), NETLINK_ROUTE);
  if (error == 0) error = rtnl_link_get_kernel(socket.get(), index, nullptr, &found);
  if (error != 0) return veth_refusal("read the counters of", error);
  const Link link(found, rtnl_link_put);
  return rtnl_link_get_stat(link.get(), RTNL_LINK_TX_DROPPED);
}

// A container may have /proc/sys read-only; then a few packets of the stack come through as well.
Result<void> turn_ipv6_off() {
  std::ofstream("/proc/sys/net/ipv6/conf/default/disable_ipv6") << "1";
  return {};
}

ifreq request_for(const char* name) {
  ifreq request{};
  std::strncpy(request.ifr_name, name, sizeof request.ifr_name - 1);
  return request;
}

Result<void> set_up(const char* name, bool gro) {
  const UniqueFd any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request = request_for(name);
  ethtool_value value{ETHTOOL_SGRO, 1};
  if (gro) {
    request.ifr_data = reinterpret_cast<char*>(&value);
    ::ioctl(any.get(), SIOCETHTOOL, &request);  // without it native mode still works
  }
  request = request_for(name);
  request.ifr_flags = IFF_UP;
  if (::ioctl(any.get(), SIOCSIFFLAGS, &request) != 0) {
    return cannot_measure(fmt::format("cannot set {} up: {}", name, std::strerror(errno)), errno);
  }
  return {};
}

Result<void> set_up_and_find(const char* name, bool gro, Interface& interface) {
  BPFMARK_TRY(set_up(name, gro));
  BPFMARK_ASSIGN(found, find_interface(name));
  interface = found;
  return {};
}

}  // namespace

Result<VethPair> VethPair::make() {
  VethPair pair;
  pair.sender_network_ = new_network();
  pair.receiver_network_ = new_network();
  if (!pair.sender_network_ || !pair.receiver_network_) {
    return cannot_measure("network namespaces are refused here: run as root", EPERM);
  }
  BPFMARK_TRY(pair.in_sender(turn_ipv6_off));
  BPFMARK_TRY(pair.in_receiver(turn_ipv6_off));
  BPFMARK_TRY(pair.in_sender([&] { return add_pair(pair.receiver_network_.get()); }));
  BPFMARK_TRY(pair.in_receiver([&] { return set_up_and_find(kReceiver, true, pair.receiver_); }));
  BPFMARK_TRY(pair.in_sender([&] { return set_up_and_find(kSender, false, pair.sender_); }));
  return pair;
}

Result<void> VethPair::in_sender(const std::function<Result<void>()>& work) const {
  return in_network(sender_network_, work);
}

Result<void> VethPair::in_receiver(const std::function<Result<void>()>& work) const {
  return in_network(receiver_network_, work);
}

Result<std::uint64_t> VethPair::dropped_frames() const {
  std::uint64_t dropped = 0;
  const auto read = in_sender([&]() -> Result<void> {
    BPFMARK_ASSIGN(counted, tx_dropped(sender_.index));
    dropped = counted;
    return {};
  });
  BPFMARK_TRY(read);
  return dropped;
}

Result<void> VethPair::remove() const {
  return in_sender(delete_pair);
}

}  // namespace bpfmark

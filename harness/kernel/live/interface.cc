// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/live/interface.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <vector>

#include "harness/base/unique_fd.h"
#include "harness/text/hexadecimal.h"

namespace bpfmark {
namespace {

std::vector<std::string> interface_names() {
  std::vector<std::string> names;
  struct if_nameindex* all = ::if_nameindex();
  for (auto* each = all; each != nullptr && each->if_index != 0; ++each) {
    names.emplace_back(each->if_name);
  }
  if (all != nullptr) ::if_freenameindex(all);
  return names;
}

AttachMode mode_of(std::uint8_t attached) {
  if (attached == XDP_ATTACHED_SKB) return AttachMode::skb;
  return attached == XDP_ATTACHED_HW ? AttachMode::hw : AttachMode::native;
}

}  // namespace

Result<Interface> find_interface(const std::string& name) {
  const unsigned index = ::if_nametoindex(name.c_str());
  if (index == 0) {
    return cannot_measure(fmt::format("there is no interface '{}' in this network namespace; there "
                                      "are: {}",
                                      name, fmt::join(interface_names(), ", ")),
                          ENODEV);
  }
  return Interface{name, static_cast<int>(index)};
}

bool is_up(const Interface& interface) {
  const UniqueFd any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strncpy(request.ifr_name, interface.name.c_str(), sizeof request.ifr_name - 1);
  return ::ioctl(any.get(), SIOCGIFFLAGS, &request) != 0 || (request.ifr_flags & IFF_UP) != 0;
}

const char* name_of(AttachMode mode) {
  if (mode == AttachMode::native) return "native";
  return mode == AttachMode::skb ? "skb" : "hw";
}

std::optional<AttachMode> attach_mode_from_name(const std::string& name) {
  for (const AttachMode mode : {AttachMode::native, AttachMode::skb, AttachMode::hw}) {
    if (name == name_of(mode)) return mode;
  }
  return std::nullopt;
}

KernelProgram kernel_program_of_fd(int fd) {
  bpf_prog_info info{};
  std::uint32_t size = sizeof info;
  KernelProgram program;
  if (bpf_obj_get_info_by_fd(fd, &info, &size) != 0) return program;
  program.id = info.id;
  program.name = info.name;
  program.tag = hexadecimal(info.tag);
  program.loaded_ns = info.load_time;
  return program;
}

std::optional<KernelProgram> kernel_program(std::uint32_t id) {
  const UniqueFd fd(bpf_prog_get_fd_by_id(id));
  if (!fd) return std::nullopt;
  return kernel_program_of_fd(fd.get());
}

Result<std::optional<OnInterface>> program_on(const Interface& interface) {
  // Of an interface that is gone the query below answers that nothing is on it.
  std::array<char, IF_NAMESIZE> name{};
  if (::if_indextoname(static_cast<unsigned>(interface.index), name.data()) == nullptr) {
    return cannot_measure(fmt::format("interface {} is gone", interface.name), ENODEV);
  }
  bpf_xdp_query_opts options{};
  options.sz = sizeof options;
  if (const int error = bpf_xdp_query(interface.index, 0, &options); error != 0) {
    return cannot_measure(fmt::format("cannot ask what is on interface {}: {}", interface.name,
                                      std::strerror(-error)),
                          -error);
  }
  if (options.attach_mode == XDP_ATTACHED_NONE) return std::optional<OnInterface>();
  OnInterface on;
  on.mode = mode_of(options.attach_mode);
  std::uint32_t id = options.prog_id;
  for (const std::uint32_t each : {options.drv_prog_id, options.skb_prog_id, options.hw_prog_id}) {
    if (id == 0) id = each;
  }
  errno = 0;
  const auto program = kernel_program(id);
  if (!program && errno == EPERM) {
    return cannot_measure(fmt::format("no permission to see which program is on interface {}: run "
                                      "as root, or with CAP_SYS_ADMIN",
                                      interface.name),
                          EPERM);
  }
  on.program = program.value_or(KernelProgram{id, "", "", 0});
  return std::optional<OnInterface>(on);
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A network interface of this process's network namespace, and the XDP program on it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/base/error.h"

namespace bpfmark {

struct Interface {
  std::string name;
  int index = 0;
};

// Cannot measure: there is none; the message lists those that there are.
Result<Interface> find_interface(const std::string& name);

// Whether it takes part in traffic; else no program on it sees a packet.
bool is_up(const Interface& interface);

enum class AttachMode { native, skb, hw };
const char* name_of(AttachMode mode);
std::optional<AttachMode> attach_mode_from_name(const std::string& name);

// Who a loaded program is. Ids are not given twice between two boots; the tag and the time tell
// boots apart.
struct KernelProgram {
  std::uint32_t id = 0;
  std::string name;
  std::string tag;
  std::uint64_t loaded_ns = 0;  // since boot

  bool operator==(const KernelProgram&) const = default;
};

// None: it was taken out of the kernel.
std::optional<KernelProgram> kernel_program(std::uint32_t id);
KernelProgram kernel_program_of_fd(int fd);

// What runs on the packets of an interface: one program, or libxdp's dispatcher.
struct OnInterface {
  KernelProgram program;
  AttachMode mode = AttachMode::native;
};

// None: no program. Cannot measure: the interface is gone (errno ENODEV), no permission to see
// whose program it is (EPERM).
Result<std::optional<OnInterface>> program_on(const Interface& interface);

}  // namespace bpfmark

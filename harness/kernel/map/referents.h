// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What keys and values of maps refer to where they are no plain bytes: programs, maps, sockets,
// cgroups, perf events, interfaces as values; files, sockets, processes and cgroups as the owners
// of local storage. All of them die with the descriptors, or with this process.
#pragma once

#include <linux/perf_event.h>
#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/unique_fd.h"

namespace bpfmark {

// Cannot measure: the kernel refuses it. Sockets are in a network namespace of their own.
Result<UniqueFd> make_xdp_socket();        // with a receive ring; need not be bound to be in a map
Result<UniqueFd> make_listening_socket();  // TCP
Result<UniqueFd> open_cgroup_root();       // of the cgroup2 hierarchy

// A perf event for BPF's output, which wakes its reader after so many records.
inline constexpr std::uint32_t kNoWakeUp = 1u << 30;  // it would be most of the cost
perf_event_attr output_event(std::uint32_t records_a_wake_up);
Result<UniqueFd> open_output_event(int cpu);  // which wakes nobody

// UDP, bound, the only one of its group, in the network namespace of the calling thread; none where
// that is refused.
UniqueFd bound_reuseport_socket();

inline constexpr std::uint32_t kLoopback = 1;      // the first interface of every namespace
inline constexpr std::uint32_t kCpumapQueue = 64;  // of a CPUMAP entry

// A value of such a map, as the system call takes it.
struct Referent {
  std::uint64_t number = 0;  // a descriptor, an interface, a size
  UniqueFd fd;               // what `number` is, where it is a descriptor
};

// None: values of the type (BPF_MAP_TYPE_*) are plain bytes.
Result<std::optional<Referent>> make_referent(std::uint32_t type);

bool is_local_storage(std::uint32_t type);

// Whom the elements of local storage belong to; its keys are their descriptors.
class Owners {
 public:
  // Of a cgroup2 hierarchy only the root is sure to be there: `count` must be 1.
  static Result<Owners> make(std::uint32_t type, std::uint32_t count);
  Owners(Owners&& other) noexcept;
  Owners& operator=(Owners&&) = delete;
  ~Owners();

  int fd(std::uint32_t index) const { return fds_[index % fds_.size()].get(); }

 private:
  Owners() = default;
  Result<UniqueFd> make_one(std::uint32_t type);

  std::vector<UniqueFd> fds_;
  std::vector<pid_t> children_;
};

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/operation/map_setup.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>

#include "harness/kernel/map/referents.h"

namespace bpfmark {
namespace {

constexpr std::uint32_t kArena = 33;  // newer than the headers that this may be built with
constexpr int kTries = 5;             // EINTR

}  // namespace

int MapSetup::call(const bpf_program* program) {
  bpf_test_run_opts options{};
  options.sz = sizeof options;
  std::array<std::uint8_t, 64> frame{};
  frame[12] = 0x08;  // IPv4
  std::array<std::uint64_t, 4> arguments{};
  const bpf_prog_type type = bpf_program__type(program);
  if (type == BPF_PROG_TYPE_RAW_TRACEPOINT) {
    options.ctx_in = arguments.data();
    options.ctx_size_in = sizeof arguments;
  } else if (type != BPF_PROG_TYPE_SYSCALL) {
    options.data_in = frame.data();
    options.data_size_in = frame.size();
    options.repeat = 1;
  }
  for (int tries = 0; tries < kTries; ++tries) {
    if (bpf_prog_test_run_opts(bpf_program__fd(program), &options) == 0) return 0;
    if (errno != EINTR) break;
  }
  return -errno;
}

int MapSetup::subject_of(const bpf_object* object) {
  return bpf_object__find_map_fd_by_name(object, "subject");
}

Result<void> MapSetup::put_value(const bpf_object* object, std::uint32_t key, const void* value,
                                 const char* what) {
  if (bpf_map_update_elem(subject_of(object), &key, value, BPF_ANY) == 0) return {};
  return cannot_measure(fmt::format("the map takes no {}: {}", what, std::strerror(errno)), errno);
}

std::unique_ptr<MapSetup> make_map_setup(std::uint32_t type) {
  switch (type) {
    case BPF_MAP_TYPE_PROG_ARRAY:
      return setup_prog_array();
    case BPF_MAP_TYPE_PERF_EVENT_ARRAY:
      return setup_perf_event_array();
    case BPF_MAP_TYPE_CGROUP_ARRAY:
      return setup_cgroup_array();
    case BPF_MAP_TYPE_ARRAY_OF_MAPS:
    case BPF_MAP_TYPE_HASH_OF_MAPS:
      return setup_map_of_maps();
    case BPF_MAP_TYPE_DEVMAP:
    case BPF_MAP_TYPE_DEVMAP_HASH:
      return setup_redirect_targets(kLoopback);
    case BPF_MAP_TYPE_CPUMAP:
      return setup_redirect_targets(kCpumapQueue);
    case BPF_MAP_TYPE_XSKMAP:
      return setup_xskmap();
    case BPF_MAP_TYPE_SOCKMAP:
    case BPF_MAP_TYPE_SOCKHASH:
      return setup_sockets();
    case BPF_MAP_TYPE_REUSEPORT_SOCKARRAY:
      return setup_reuseport();
    case BPF_MAP_TYPE_RINGBUF:
      return setup_ringbuf();
    case BPF_MAP_TYPE_USER_RINGBUF:
      return setup_user_ringbuf();
    case BPF_MAP_TYPE_INODE_STORAGE:
      return setup_lsm();
    case kArena:
      return setup_arena();
    default:
      return std::make_unique<MapSetup>();
  }
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a map type needs from outside its programs before it can be measured: sockets, perf events,
// a namespace, another way to be called. What a setup makes lives as long as it does and dies with
// the process. To add one, write a class in a map_setup_*.cc and name it in map_setup.cc.
#pragma once

#include <cstdint>
#include <memory>

#include "harness/base/error.h"
#include "harness/kernel/operation/operation.h"

struct bpf_object;
struct bpf_program;

namespace bpfmark {

class MapSetup {
 public:
  virtual ~MapSetup() = default;
  virtual Result<void> before_load(bpf_object* /*object*/) { return {}; }
  virtual Result<void> after_load(bpf_object* /*object*/, const Operation& /*operation*/,
                                  const OperationSizes& /*sizes*/) {
    return {};
  }
  // Untimed, before `count` operations.
  virtual void before_block(std::uint32_t /*count*/) {}
  // Makes the kernel run the program once: BPF_PROG_TEST_RUN, where its type has that. Returns 0 or
  // -errno.
  virtual int call(const bpf_program* program);

 protected:
  static int subject_of(const bpf_object* object);
  // Cannot measure: the kernel takes no such value (a `what`) there.
  static Result<void> put_value(const bpf_object* object, std::uint32_t key, const void* value,
                                const char* what);
};

// `type`: BPF_MAP_TYPE_*. Never null: most types need nothing.
std::unique_ptr<MapSetup> make_map_setup(std::uint32_t type);

// In map_setup_*.cc:
std::unique_ptr<MapSetup> setup_prog_array();
std::unique_ptr<MapSetup> setup_map_of_maps();
std::unique_ptr<MapSetup> setup_arena();
std::unique_ptr<MapSetup> setup_perf_event_array();
std::unique_ptr<MapSetup> setup_ringbuf();
std::unique_ptr<MapSetup> setup_user_ringbuf();
std::unique_ptr<MapSetup> setup_cgroup_array();
std::unique_ptr<MapSetup> setup_redirect_targets(std::uint32_t value);  // an interface or a size
std::unique_ptr<MapSetup> setup_xskmap();
std::unique_ptr<MapSetup> setup_sockets();
std::unique_ptr<MapSetup> setup_reuseport();
std::unique_ptr<MapSetup> setup_lsm();

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What a map type needs from outside its programs before it can be measured: sockets, perf events,
// another map's descriptor. What it makes lives as long as it does and dies with the process.
#pragma once

#include <cstdint>
#include <memory>

#include "harness/base/error.h"
#include "harness/kernel/operation.h"

struct bpf_object;

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
};

// `type`: BPF_MAP_TYPE_*. Never null: most types need nothing.
std::unique_ptr<MapSetup> make_map_setup(std::uint32_t type);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Takes messages out of a map while a program puts them in.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

#include "harness/base/error.h"
#include "harness/kernel/program/map.h"
#include "harness/packet/fields.h"

namespace bpfmark {

enum class DrainWay {
  pops,     // QUEUE, STACK: a system call for each message
  batches,  // QUEUE, STACK: BPF_MAP_LOOKUP_AND_DELETE_BATCH, where the kernel has it for the type
  woken,    // RINGBUF: no system call, the ring is in this process's memory; woken by messages
  polls,    // RINGBUF: not woken but looking again, for programs that wake nobody
};

using EachMessage = std::function<void(const Bytes&)>;

class MessageDrain {
 public:
  virtual ~MessageDrain() = default;

  // Hands over what is there, a few thousand at most (pops), and returns how many. Cannot measure:
  // the kernel refuses.
  virtual Result<std::size_t> drain(const EachMessage& each) = 0;

  // Waits until there may be more, `most_ms` at most. Of a queue, and with `polls`, nobody is told:
  // it is looked at again after 0.1 ms, in which at a million messages a second a hundred come in.
  virtual void wait(int max_ms) = 0;
};

// The way that fits the map's type.
DrainWay usual_way(const Map& map);

// Cannot measure: the kernel has no such way for this type (batches: of no kernel up to 6.18 for
// queues).
Result<std::unique_ptr<MessageDrain>> open_drain(const Map& map, DrainWay way);

}  // namespace bpfmark

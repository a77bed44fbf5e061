// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Empties or fills one QUEUE or STACK map from BPF (bpf/drive/queue.bpf.c), some twenty times as
// fast as by system calls.
#pragma once

#include <cstddef>

#include "harness/base/error.h"
#include "harness/kernel/program/map.h"
#include "harness/kernel/program/object.h"

namespace bpfmark {

class QueueWork {
 public:
  enum class Kind { drain, fill };

  // `image` is queue.bpf.o; the program holds a reference of its own to `map`.
  static Result<QueueWork> load(const SharedImage& image, const Map& map, Kind kind);

  // Takes out everything, or pushes until the map is full. Returns how many entries that moved.
  Result<std::size_t> run();

 private:
  QueueWork(Object object, int work_fd) : object_(std::move(object)), work_fd_(work_fd) {}

  Object object_;
  int work_fd_;
};

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/message/queue_work.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <cerrno>

#include "bpf/drive/queue_work.h"
#include "harness/kernel/program/test_run.h"

namespace bpfmark {
namespace {

std::uint32_t has_bpf_loop() {
  static const bool kHas = libbpf_probe_bpf_helper(BPF_PROG_TYPE_XDP, BPF_FUNC_loop, nullptr) == 1;
  return kHas ? 1 : 0;
}

}  // namespace

Result<QueueWork> QueueWork::load(const SharedImage& image, const Map& map, Kind kind) {
  BPFMARK_ASSIGN(object, Object::open({image, kind == Kind::drain ? "drain" : "fill"}));
  bpf_map* queue = bpf_object__find_map_by_name(object.get(), "queue");
  bpf_map* scratch = bpf_object__find_map_by_name(object.get(), "scratch");
  if (queue == nullptr || scratch == nullptr) {
    return cannot_measure("queue.bpf.o is not the one that belongs to this bpfmark");
  }
  bpf_map__set_value_size(scratch, static_cast<std::uint32_t>(map.value_bytes));
  if (bpf_map__reuse_fd(queue, map.fd) != 0) {
    return cannot_measure(fmt::format("cannot share map '{}'", map.name), errno);
  }
  BPFMARK_TRY(object.set_first_constant(has_bpf_loop()));
  BPFMARK_TRY(object.load(false));
  const int work_fd = bpf_object__find_map_fd_by_name(object.get(), ".bss");
  return QueueWork(std::move(object), work_fd);
}

Result<std::size_t> QueueWork::run() {
  static const Bytes kFrame(kMinFrameBytes);  // never looked at
  std::size_t total = 0;
  queue_work done{};
  do {
    BPFMARK_TRY(timed_test_run(object_.program_fd(), kFrame, 1));
    const std::uint32_t zero = 0;
    if (bpf_map_lookup_elem(work_fd_, &zero, &done) != 0) {
      return cannot_measure("cannot read how many entries were moved", errno);
    }
    total += done.steps;
  } while (done.more != 0);
  return total;
}

}  // namespace bpfmark

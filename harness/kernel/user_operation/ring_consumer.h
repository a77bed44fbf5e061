// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What it costs user space to take a record out of a ring buffer or a perf buffer, with libbpf. The
// programs of bpf/maps/ put the records in: before (consume), on another CPU at the same time while
// this one looks again and again and nobody is woken (stream), is woken by each of them
// (stream_poll), by every 64th (stream_poll_64; perf buffers alone can), or where it had taken all
// there was (stream_adaptive; ring buffers alone can). Those rings have room for all of a block:
// none is lost. A ring of one page overflows: of each record that the producer offers it is known
// whether it was taken or found no room.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/operation/key_table.h"
#include "harness/kernel/operation/operation.h"
#include "harness/kernel/operation/operation_subject.h"

namespace bpfmark {

// Of the types user/ringbuf and user/perf_event_array.
Result<std::vector<Operation>> ring_consumers(const std::filesystem::path& objects);

Result<std::unique_ptr<OperationSubject>> load_ring_consumer(const Operation& operation,
                                                             const OperationSizes& sizes,
                                                             KeyTable& keys);

}  // namespace bpfmark

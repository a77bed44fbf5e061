// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What it costs user space to take a record out of a ring buffer or a perf buffer, with libbpf. The
// programs of bpf/maps/ put the records in, untimed.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "harness/base/error.h"
#include "harness/kernel/key_table.h"
#include "harness/kernel/operation.h"
#include "harness/kernel/operation_subject.h"

namespace bpfmark {

// user/ringbuf/consume and user/perf_event_array/consume; none whose object is missing.
std::vector<Operation> ring_consumers(const std::filesystem::path& objects);

Result<std::unique_ptr<OperationSubject>> load_ring_consumer(const Operation& operation,
                                                             const OperationSizes& sizes,
                                                             KeyTable& keys);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Every row of every object, on the real kernel, with both kinds of loop: it does what it should,
// or says why it cannot.
#include "harness/measure/operation_sources.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <set>
#include <string>

#include "harness/kernel/kernel_access_test.h"
#include "harness/kernel/map_types.h"

namespace bpfmark {
namespace {

// What may be missing here; anything else is a failure.
bool is_a_reason(const std::string& message) {
  return message.starts_with("needs Linux ") || message.starts_with("needs 2 CPUs") ||
         message.find("BPF LSM programs") != std::string::npos;
}

class KernelOperationRows : public KernelTest {
 protected:
  void SetUp() override {
    KernelTest::SetUp();
    if (IsSkipped()) return;
    rows_ =
        rows_of(need(all_operations(built_object("maps/hash").parent_path())), false, {.cpus = 2});
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(::sched_getcpu(), &set);
    ::sched_setaffinity(0, sizeof set, &set);
  }

  static Result<void> try_row(const OperationRow& row, LoopKind loop) {
    BPFMARK_ASSIGN(source, source_of(row, loop, 1));
    BPFMARK_ASSIGN(subject, source.load());
    const BlockBounds bounds = bounds_of(row);
    const std::uint32_t count = std::max(64 / bounds.multiple_of, 1u) * bounds.multiple_of;
    for (const std::uint32_t first : {0u, count, 5 * count}) {
      BPFMARK_ASSIGN(sample, subject->run(first, count));
      const std::string complaint = complaint_about(sample, count, source.sum(first, count));
      if (!complaint.empty()) return cannot_measure(complaint);
    }
    return {};
  }

  void try_all(LoopKind loop) const {
    std::size_t tried = 0;
    for (const OperationRow& row : rows_) {
      if (row.sizes.entries > 1u << 15) continue;  // the same, larger
      const Result<void> done = try_row(row, loop);
      tried += done ? 1 : 0;
      EXPECT_TRUE(done || is_a_reason(done.error().message))
          << row.name << ": " << done.error().message << "\n"
          << done.error().detail;
    }
    EXPECT_GT(tried, 100U);
  }

  std::vector<OperationRow> rows_;
};

TEST_F(KernelOperationRows, AllDoWhatTheyShould) {
  try_all(best_loop_kind());
}

// What kernels before 6.9 get.
TEST_F(KernelOperationRows, AllDoSoWithBpfLoopToo) {
  try_all(LoopKind::bpf_loop);
}

TEST_F(KernelOperationRows, EveryMapTypeHasOne) {
  std::set<std::string> types;
  for (const OperationRow& row : rows_) types.insert(row.operation.type);
  for (const MapType& type : all_map_types()) {
    EXPECT_TRUE(types.contains(std::string(type.name))) << type.name;
  }
}

}  // namespace
}  // namespace bpfmark

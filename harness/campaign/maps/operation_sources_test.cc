// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Every row of every object, on the real kernel, with both kinds of loop: it does what it should,
// or says why it cannot.
#include "harness/campaign/maps/operation_sources.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <algorithm>
#include <set>
#include <string>

#include "bpf/maps/operation.h"
#include "harness/kernel/machine/kernel_access_test.h"
#include "harness/kernel/program/map_types.h"

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
    const std::uint32_t count =
        std::min(bounds.max, std::max(64 / bounds.multiple_of, 1u) * bounds.multiple_of);
    for (const std::uint32_t first : {0u, count, 5 * count}) {
      BPFMARK_TRY(try_block(*subject, source, first, count));
    }
    return {};
  }

  // More than once, as measuring does: local storage can run out of memory for a moment.
  static Result<void> try_block(OperationSubject& subject, const SubjectSource& source,
                                std::uint32_t first, std::uint32_t count) {
    std::string complaint;
    for (int tries = 0; tries < 3; ++tries) {
      BPFMARK_ASSIGN(sample, subject.run(first, count));
      complaint = complaint_about(sample, count, source.sum(first, count));
      if (complaint.empty()) return {};
    }
    return cannot_measure(complaint);
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

// What only --full has, at its first sizes: a call that this kernel does not know must say so.
TEST_F(KernelOperationRows, TheOthersFromUserSpaceDoTooOrSayWhyNot) {
  std::set<std::string> tried;
  for (const OperationRow& row :
       rows_of(need(all_operations(built_object("maps/hash").parent_path())), true, {.cpus = 1})) {
    const Operation& operation = row.operation;
    if (!operation.is_from_user_space() || !operation.has_trait(NOT_BY_DEFAULT)) continue;
    // A batch of one element asks too little of a hash's bucket.
    if (row.sizes.entries > 4096 || (operation.has_dimension(DIM_BATCH) && row.sizes.batch < 256))
      continue;
    if (!tried.insert(operation.type + "/" + operation.name).second) continue;
    const Result<void> done = try_row(row, best_loop_kind());
    EXPECT_TRUE(done || is_a_reason(done.error().message) ||
                done.error().message == "the kernel refuses it: Operation not supported")
        << row.name << ": " << done.error().message;
  }
  EXPECT_GT(tried.size(), 60U);
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

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/maps/operation_sources.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "bpf/maps/operation.h"
#include "harness/kernel/user_operation/struct_ops_subject.h"
#include "harness/kernel/user_operation/user_operation.h"

namespace bpfmark {
namespace {

std::vector<std::uint32_t> numbers_for(const OperationRow& row, std::uint64_t seed) {
  const Operation& operation = row.operation;
  if (operation.has_trait(KEYS_FRESH)) return fresh_key_numbers();
  const KeyOrder order = row.sizes.order;
  return operation.has_trait(KEYS_ABSENT) ? absent_key_numbers(order, row.sizes.entries, seed)
                                          : key_numbers(order, row.sizes.entries, seed);
}

std::optional<std::uint64_t> sum_of(const OperationRow& row, const KeyTable& keys,
                                    std::uint32_t first, std::uint32_t count) {
  if (row.operation.has_trait(SUMS_KEYS)) return keys.sum(first, count);
  if (!row.operation.has_trait(SUMS_ENTRIES)) return std::nullopt;
  const std::uint64_t entries = row.sizes.entries;
  return entries * (entries - 1) / 2 * (count / entries);
}

}  // namespace

Result<SubjectSource> source_of(const OperationRow& row, LoopKind loop, std::uint64_t seed) {
  BPFMARK_ASSIGN(made, KeyTable::make(numbers_for(row, seed)));
  const auto keys = std::make_shared<KeyTable>(std::move(made));
  SubjectSource source;
  source.load = [row, loop, keys]() -> Result<std::unique_ptr<OperationSubject>> {
    if (row.operation.is_from_user_space()) {
      return load_user_operation(row.operation, row.sizes, *keys);
    }
    if (row.operation.type == "struct_ops") return load_struct_ops(row.operation);
    BPFMARK_ASSIGN(object, OperationObject::load(row.operation, row.sizes, loop, *keys));
    return std::unique_ptr<OperationSubject>(std::move(object));
  };
  source.sum = [row, keys](std::uint32_t first, std::uint32_t count) {
    return sum_of(row, *keys, first, count);
  };
  return source;
}

BlockBounds bounds_of(const OperationRow& row) {
  const Operation& operation = row.operation;
  BlockBounds bounds;
  // System calls come one by one; a loop in a program may not.
  const std::uint32_t in_a_turn = !operation.object ? 1 : OPERATION_UNROLL;
  bounds.multiple_of = std::max(in_a_turn, operation.per_call);
  if (operation.has_trait(SUMS_ENTRIES) || operation.has_trait(GOES_AROUND)) {
    bounds.multiple_of = row.sizes.entries;
  }
  if (operation.has_dimension(DIM_BATCH)) {
    bounds.multiple_of = std::max(bounds.multiple_of, row.sizes.batch);
  }
  bounds.max = std::max(bounds.max, bounds.multiple_of);
  if (operation.has_trait(AT_MOST_ENTRIES)) bounds.max = row.sizes.entries;
  // Neighbours share the map, and what room it has.
  const bool is_bounded = operation.has_trait(AT_MOST_ENTRIES) || row.sizes.disjoint_keys;
  if (row.sizes.cpus > 1 && is_bounded) {
    const std::uint32_t share = row.sizes.entries / static_cast<std::uint32_t>(row.sizes.cpus);
    bounds.max = std::min(bounds.max, share);
  }
  return bounds;
}

Result<Companions> load_companions(const std::filesystem::path& objects, LoopKind loop,
                                   std::uint64_t seed) {
  Companions companions;
  BPFMARK_ASSIGN(of_hash, read_operations(objects / "hash.bpf.o"));
  if (of_hash.empty())
    return bad_input("bpf/maps/hash.bpf.o describes no operation: build it anew");
  OperationRow lookup;
  lookup.operation = of_hash.front();
  BPFMARK_ASSIGN(yardstick, source_of(lookup, loop, seed));
  companions.yardstick = std::move(yardstick);
  OperationRow canary;
  BPFMARK_ASSIGN(canary_object, read_image(objects / "canary.bpf.o"));
  canary.operation.object = canary_object;
  canary.operation.program = "canary";
  BPFMARK_ASSIGN(source, source_of(canary, loop, seed));
  BPFMARK_ASSIGN(loaded, source.load());
  companions.canary_source = std::move(source);
  companions.canary = std::move(loaded);
  return companions;
}

Result<std::vector<Operation>> all_operations(const std::filesystem::path& objects) {
  BPFMARK_ASSIGN(operations, read_all_operations(objects));
  BPFMARK_ASSIGN(from_user, user_operations(objects));
  operations.insert(operations.end(), from_user.begin(), from_user.end());
  return std::move(operations);
}

}  // namespace bpfmark

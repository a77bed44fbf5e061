// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/measure/operation_sources.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "bpf/maps/operation.h"
#include "harness/kernel/user_operation.h"

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
  bounds.multiple_of = std::max<std::uint32_t>(OPERATION_UNROLL, operation.per_call);
  if (operation.has_trait(SUMS_ENTRIES)) bounds.multiple_of = row.sizes.entries;
  if (operation.has_dimension(DIM_BATCH)) {
    bounds.multiple_of = std::max(bounds.multiple_of, row.sizes.batch);
  }
  bounds.most = std::max(bounds.most, bounds.multiple_of);
  if (operation.has_trait(AT_MOST_ENTRIES)) bounds.most = row.sizes.entries;
  // Neighbours with disjoint keys share the map.
  if (row.sizes.disjoint_keys) {
    bounds.most =
        std::min(bounds.most, row.sizes.entries / static_cast<std::uint32_t>(row.sizes.cpus));
  }
  return bounds;
}

}  // namespace bpfmark

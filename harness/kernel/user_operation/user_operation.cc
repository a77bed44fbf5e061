// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/user_operation/user_operation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "bpf/maps/operation.h"
#include "harness/base/clock.h"
#include "harness/kernel/program/map_types.h"
#include "harness/kernel/user_operation/ring_consumer.h"
#include "harness/kernel/user_operation/user_operation_table.h"

namespace bpfmark {
namespace {

constexpr std::string_view kUser = "user/";

std::string reason(int error) {
  constexpr int kNotSupported = 524;  // the kernel's own ENOTSUPP, which the C library cannot name
  return std::strerror(error == kNotSupported ? EOPNOTSUPP : error);
}

Operation described(const UserOperation& row) {
  Operation operation;
  operation.type = std::string(kUser) + row.type;
  operation.name = row.name;
  operation.program = row.name;
  operation.needs = row.needs;
  operation.before = row.before != nullptr ? "before" : "";
  operation.dimensions = row.dimensions;
  operation.traits = row.traits;
  if (row.entries != 0) operation.entries = row.entries;
  return operation;
}

class UserSubject : public OperationSubject {
 public:
  UserSubject(const UserOperation& row, UserMap map, const KeyTable& keys)
      : row_(row), map_(std::move(map)), keys_(keys) {}

  Result<void> fill(KeyTable& keys) {
    if (row_.fill == nullptr) return {};
    const std::uint32_t entries = map_.sizes().entries;
    OperationSample sample;
    keys.count_up(entries);
    const bool filled = row_.fill->calls(map_, keys, 0, entries, sample);
    keys.restore(entries);
    if (filled && sample.errors == 0) return {};
    return cannot_measure(fmt::format("the map could not be filled: {}", std::strerror(errno)));
  }

  Result<OperationSample> run(std::uint32_t first, std::uint32_t count) override {
    OperationSample sample;
    // What it cannot do does not count: an insert need not find what this would have deleted.
    if (row_.before != nullptr) row_.before->calls(map_, keys_, first, count, sample);
    return timed(row_.step->calls, first, count);
  }

  Result<OperationSample> run_empty(std::uint32_t first, std::uint32_t count) override {
    return timed(row_.step->loop, first, count);
  }

 private:
  Result<OperationSample> timed(UserCalls step, std::uint32_t first, std::uint32_t count) {
    OperationSample sample;
    const double start_ns = raw_clock_ns();
    const bool done = step(map_, keys_, first, count, sample);
    sample.elapsed_ns = raw_clock_ns() - start_ns;
    if (done) return sample;
    if (errno == ENOSPC)
      return cannot_measure("a bucket holds more elements than the batch", errno);
    return cannot_measure(fmt::format("the kernel refuses it: {}", reason(errno)), errno);
  }

  const UserOperation& row_;
  UserMap map_;
  const KeyTable& keys_;
};

}  // namespace

Result<std::vector<Operation>> user_operations(const std::filesystem::path& objects) {
  BPFMARK_ASSIGN(operations, ring_consumers(objects));
  for (const UserOperation& row : user_operation_table()) operations.push_back(described(row));
  return std::move(operations);
}

Result<std::unique_ptr<OperationSubject>> load_user_operation(const Operation& operation,
                                                              const OperationSizes& sizes,
                                                              KeyTable& keys) {
  if (operation.object) return load_ring_consumer(operation, sizes, keys);
  const auto table = user_operation_table();
  const auto row = std::find_if(table.begin(), table.end(), [&](const UserOperation& each) {
    return kUser.size() + std::strlen(each.type) == operation.type.size() &&
           operation.type.ends_with(each.type) && operation.name == each.name;
  });
  if (row == table.end()) return cannot_measure("there is no such operation");
  if (*row->needs != '\0' && !kernel_is_at_least(row->needs)) {
    return cannot_measure(fmt::format("needs Linux {}", row->needs));
  }
  BPFMARK_ASSIGN(map, UserMap::make(row->map_type, sizes));
  auto subject = std::make_unique<UserSubject>(*row, std::move(map), keys);
  BPFMARK_TRY(subject->fill(keys));
  return std::unique_ptr<OperationSubject>(std::move(subject));
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/user_operation.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

#include "bpf/maps/operation.h"
#include "harness/base/clock.h"
#include "harness/kernel/cpus.h"
#include "harness/kernel/map_types.h"
#include "harness/kernel/ring_consumer.h"
#include "harness/kernel/user_operation_table.h"

namespace bpfmark {
namespace {

constexpr std::string_view kUser = "user/";

bool is_percpu(std::uint32_t type) {
  return type == BPF_MAP_TYPE_PERCPU_HASH || type == BPF_MAP_TYPE_PERCPU_ARRAY ||
         type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
}

bool is_keyless(std::uint32_t type) {
  return type == BPF_MAP_TYPE_QUEUE || type == BPF_MAP_TYPE_STACK;
}

std::uint32_t flags_of(std::uint32_t type) {
  if (type == BPF_MAP_TYPE_LPM_TRIE) return BPF_F_NO_PREALLOC;
  return type == BPF_MAP_TYPE_ARRAY ? BPF_F_MMAPABLE : 0;
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
    const bool filled = row_.fill(map_, keys, 0, entries, sample);
    keys.restore(entries);
    if (filled && sample.errors == 0) return {};
    return cannot_measure(fmt::format("the map could not be filled: {}", std::strerror(errno)));
  }

  Result<OperationSample> run(std::uint32_t first, std::uint32_t count) override {
    OperationSample sample;
    // What it cannot do does not count: an insert need not find what this would have deleted.
    if (row_.before != nullptr) row_.before(map_, keys_, first, count, sample);
    return timed(row_.step, first, count);
  }

  // Going through the keys is all that a loop costs without system calls.
  Result<OperationSample> run_empty(std::uint32_t first, std::uint32_t count) override {
    return timed(
        [](UserMap& map, const KeyTable& keys, std::uint32_t from, std::uint32_t all,
           OperationSample& sample) {
          for (std::uint32_t i = 0; i < all; ++i) map.set_key(0, keys.number(from + i));
          sample.done += all;
          return true;
        },
        first, count);
  }

 private:
  Result<OperationSample> timed(UserStep step, std::uint32_t first, std::uint32_t count) {
    OperationSample sample;
    const double start_ns = raw_clock_ns();
    const bool done = step(map_, keys_, first, count, sample);
    sample.elapsed_ns = raw_clock_ns() - start_ns;
    if (done) return sample;
    return cannot_measure(fmt::format("the kernel refuses it: {}", std::strerror(errno)), errno);
  }

  const UserOperation& row_;
  UserMap map_;
  const KeyTable& keys_;
};

}  // namespace

Result<UserMap> UserMap::make(std::uint32_t type, const OperationSizes& sizes) {
  UserMap map;
  map.type_ = type;
  map.sizes_ = sizes;
  if (type == BPF_MAP_TYPE_LPM_TRIE) map.sizes_.key_bytes = 8;
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  options.map_flags = flags_of(type);
  const bool lru = type == BPF_MAP_TYPE_LRU_HASH;
  map.fd_ = UniqueFd(bpf_map_create(static_cast<bpf_map_type>(type), "user",
                                    is_keyless(type) ? 0 : map.sizes_.key_bytes, sizes.value_bytes,
                                    sizes.entries * (lru ? 2 : 1), &options));
  if (!map.fd_) {
    const std::string why = why_no_map_type(type);
    return cannot_measure(
        !why.empty() ? why : fmt::format("the kernel refuses the map: {}", std::strerror(errno)),
        errno);
  }
  constexpr std::size_t kStep = 8;
  const std::size_t padded = (sizes.value_bytes + kStep - 1) / kStep * kStep;
  map.value_stride_ = is_percpu(type) ? padded * possible_cpus() : sizes.value_bytes;
  map.keys_.resize(std::size_t{sizes.batch} * map.sizes_.key_bytes);
  map.values_.resize(std::size_t{sizes.batch} * map.value_stride_);
  return map;
}

void UserMap::set_key(std::uint32_t place, std::uint32_t number) {
  auto* bytes = static_cast<std::uint8_t*>(key(place));
  if (type_ == BPF_MAP_TYPE_LPM_TRIE) {
    constexpr std::uint32_t kWholeAddress = 32;
    std::memcpy(bytes, &kWholeAddress, sizeof kWholeAddress);
    bytes += sizeof kWholeAddress;
    number *= 2654435761u;  // scattered over all addresses
  }
  std::memcpy(bytes, &number, sizeof number);
}

void UserMap::set_value(std::uint32_t place, std::uint32_t number) {
  for (std::size_t at = 0; at < value_stride_; at += 8) {
    std::memcpy(static_cast<std::uint8_t*>(value(place)) + at, &number, sizeof number);
    if (!is_percpu(type_)) break;
  }
}

std::uint32_t UserMap::number_of_value(std::uint32_t place) const {
  std::uint32_t number = 0;
  std::memcpy(&number, values_.data() + place * value_stride_, sizeof number);
  return number;
}

std::vector<Operation> user_operations(const std::filesystem::path& objects) {
  std::vector<Operation> operations = ring_consumers(objects);
  for (const UserOperation& row : user_operation_table()) operations.push_back(described(row));
  return operations;
}

Result<std::unique_ptr<OperationSubject>> load_user_operation(const Operation& operation,
                                                              const OperationSizes& sizes,
                                                              KeyTable& keys) {
  if (!operation.object.empty()) return load_ring_consumer(operation, sizes, keys);
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

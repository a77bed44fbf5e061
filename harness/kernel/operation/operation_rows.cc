// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/kernel/operation/operation_rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <utility>

#include "bpf/maps/operation.h"

namespace bpfmark {
namespace {

constexpr std::array<std::uint32_t, 3> kEntries = {1u << 10, 1u << 16, 1u << 20};
constexpr std::uint32_t kDefaultSecondSize = kEntries[1];
constexpr std::array<std::uint32_t, 2> kKeyBytes = {16, 64};
constexpr std::array<std::uint32_t, 2> kValueBytes = {64, 1024};
constexpr std::array<KeyOrder, 3> kOrders = {KeyOrder::random, KeyOrder::sequential,
                                             KeyOrder::zipf};

std::string order_name(KeyOrder order) {
  switch (order) {
    case KeyOrder::random:
      return "random";
    case KeyOrder::sequential:
      return "sequential";
    case KeyOrder::zipf:
      return "zipf";
  }
  return "random";
}

using Sizes = std::vector<OperationSizes>;

void add(Sizes& all, OperationSizes sizes, const std::function<void(OperationSizes&)>& change) {
  change(sizes);
  all.push_back(sizes);
}

// Where does a lookup leave the caches, and what does it cost once the next one waits for it?
void cross_lookups(Sizes& all, const Operation& operation, const OperationSizes& base) {
  for (const std::uint32_t entries : kEntries) {
    for (const KeyOrder order : kOrders) {
      for (const bool dependent : {false, true}) {
        if (dependent && !operation.has_dimension(DIM_LATENCY)) continue;
        add(all, base, [&](OperationSizes& s) {
          s.entries = entries;
          s.order = order;
          s.dependent_keys = dependent;
        });
      }
    }
  }
}

void vary_cpus(Sizes& all, const Operation& operation, const OperationSizes& base, int cpus) {
  // Only one of them can insert or delete a key.
  const bool can_share = !operation.has_trait(AT_MOST_ENTRIES) || operation.before.empty();
  for (int count = 2; count <= cpus; count *= 2) {
    if (can_share) add(all, base, [&](auto& s) { s.cpus = count; });
    add(all, base, [&](auto& s) {
      s.cpus = count;
      s.disjoint_keys = true;
    });
  }
}

void vary_sizes(Sizes& all, const Operation& operation, const OperationSizes& base) {
  if (operation.has_dimension(DIM_KEY)) {
    for (const auto bytes : kKeyBytes) add(all, base, [&](auto& s) { s.key_bytes = bytes; });
  }
  if (operation.has_dimension(DIM_VALUE)) {
    for (const auto bytes : kValueBytes) add(all, base, [&](auto& s) { s.value_bytes = bytes; });
  }
  if (operation.has_dimension(DIM_LOAD)) add(all, base, [](auto& s) { s.filled_up = true; });
  if (operation.has_dimension(DIM_NO_PREALLOC)) {
    add(all, base, [](auto& s) { s.no_prealloc = true; });
  }
  if (operation.has_dimension(DIM_NO_COMMON_LRU)) {
    add(all, base, [](auto& s) { s.no_common_lru = true; });
  }
}

// In a map that leaves the caches. Where there is one node, the row of a second says so.
void vary_numa_node(Sizes& all, const OperationSizes& base, int nodes) {
  for (int node = nodes == 1 ? 1 : 0; node < std::max(nodes, 2); ++node) {
    add(all, base, [&](auto& s) {
      s.entries = kDefaultSecondSize;
      s.numa_node = node;
    });
  }
}

// Each has as many elements to take as the largest batch wants.
void vary_batch(Sizes& all, OperationSizes base, const std::vector<std::uint32_t>& batches) {
  all.clear();
  for (const std::uint32_t batch : batches) {
    add(all, base, [&](auto& s) {
      s.batch = batch;
      s.entries = std::max(s.entries, batches.back());
    });
  }
}

Sizes full_sizes(const Operation& operation, const Extent& machine) {
  OperationSizes base;
  base.entries = operation.entries;
  Sizes all = {base};
  if (operation.has_dimension(DIM_ORDER)) {
    cross_lookups(all, operation, base);
  } else if (operation.has_dimension(DIM_ENTRIES)) {
    for (const auto entries : kEntries) add(all, base, [&](auto& s) { s.entries = entries; });
  }
  vary_sizes(all, operation, base);
  if (operation.has_dimension(DIM_CPUS)) vary_cpus(all, operation, base, machine.cpus);
  if (operation.has_dimension(DIM_NUMA)) vary_numa_node(all, base, machine.numa_nodes);
  if (operation.has_trait(IN_ONE_BATCH)) {
    vary_batch(all, base, {base.entries});
  } else if (operation.has_dimension(DIM_BATCH)) {
    vary_batch(all, base, {1, 4, 16, 64, 256, 1024, 4096});
  }
  return all;
}

Sizes default_sizes(const Operation& operation, int cpus) {
  if (operation.has_trait(NOT_BY_DEFAULT)) return {};
  OperationSizes base;
  base.entries = operation.entries;
  Sizes all = {base};
  if (operation.has_dimension(DIM_ORDER)) {
    add(all, base, [](auto& s) { s.entries = kDefaultSecondSize; });
  }
  // Writers meet on other CPUs' locks and cache lines; readers do not.
  const bool writes = operation.has_dimension(DIM_CPUS) && !operation.has_dimension(DIM_ORDER);
  if (writes && operation.before.empty() && cpus > 1) add(all, base, [](auto& s) { s.cpus = 2; });
  if (operation.has_dimension(DIM_BATCH)) vary_batch(all, base, {256});
  return all;
}

}  // namespace

std::string operation_row_name(const Operation& operation, const OperationSizes& sizes) {
  std::string name = fmt::format("{}/{}", operation.type, operation.name);
  if (operation.has_dimension(DIM_ENTRIES)) name += fmt::format("/entries:{}", sizes.entries);
  if (operation.has_dimension(DIM_KEY)) name += fmt::format("/key:{}", sizes.key_bytes);
  if (operation.has_dimension(DIM_VALUE)) name += fmt::format("/value:{}", sizes.value_bytes);
  if (operation.has_dimension(DIM_BATCH)) name += fmt::format("/batch:{}", sizes.batch);
  if (sizes.filled_up) name += "/filled_up";
  if (sizes.no_prealloc) name += "/no_prealloc";
  if (sizes.no_common_lru) name += "/no_common_lru";
  if (sizes.numa_node) name += fmt::format("/numa:{}", *sizes.numa_node);
  if (sizes.cpus > 1) {
    name += fmt::format("/cpus:{}/{}", sizes.cpus, sizes.disjoint_keys ? "disjoint" : "same");
  }
  if (!operation.outcome.empty()) name += "/" + operation.outcome;
  if (operation.has_dimension(DIM_ORDER)) name += "/" + order_name(sizes.order);
  if (sizes.dependent_keys) name += "/latency";
  return name;
}

std::vector<OperationRow> rows_of(const std::vector<Operation>& operations, bool full,
                                  const Extent& machine) {
  std::vector<OperationRow> rows;
  std::set<std::string> names;
  for (const Operation& operation : operations) {
    for (const OperationSizes& sizes :
         full ? full_sizes(operation, machine) : default_sizes(operation, machine.cpus)) {
      std::string name = operation_row_name(operation, sizes);
      if (names.insert(name).second) rows.push_back({std::move(name), operation, sizes});
    }
  }
  return rows;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/maps/map_prices.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <set>
#include <string_view>

#include "harness/result/maps/map_rows.h"

namespace bpfmark {
namespace {

// As rows name it: as their helpers do, but for these.
std::string operation_of(const std::string& type, const std::string& helper) {
  static const std::map<std::string, std::string> kNames = {{"ringbuf_output", "output"},
                                                            {"ringbuf_query", "query"},
                                                            {"ringbuf_reserve", "reserve_submit"},
                                                            {"sk_storage_get", "get"},
                                                            {"inode_storage_get", "get"},
                                                            {"task_storage_get", "get"},
                                                            {"cgrp_storage_get", "get"}};
  if (const auto named = kNames.find(helper); named != kNames.end()) return named->second;
  std::string name = operation_of_helper(helper);
  if (name != "lookup") return name;
  if (type.ends_with("_of_maps")) return "lookup_outer";
  return type == "sockmap" || type == "sockhash" ? "lookup_release" : name;
}

// How many times larger or smaller, all in all; unknown sizes are no difference.
double distance(const std::map<std::string, double>& row, const MapOperation& operation) {
  const std::map<std::string, std::optional<std::uint64_t>> wanted = {
      {"entries", operation.max_entries},
      {"key", operation.key_bytes},
      {"value", operation.value_bytes}};
  double sum = 0;
  for (const auto& [name, size] : row) {
    const auto& other = wanted.at(name);
    if (size > 0 && other && *other > 0) {
      sum += std::abs(std::log2(size / static_cast<double>(*other)));
    }
  }
  return sum;
}

}  // namespace

std::string operation_of_helper(const std::string& helper) {
  constexpr std::string_view kBefore = "map_";
  constexpr std::string_view kAfter = "_elem";
  if (!helper.starts_with(kBefore) || !helper.ends_with(kAfter)) return helper;
  return helper.substr(kBefore.size(), helper.size() - kBefore.size() - kAfter.size());
}

MapPrices::MapPrices(const Report& maps) {
  static const std::set<std::string> kSizes = {"entries", "key", "value"};
  static const std::set<std::string> kUsual = {"hit", "random"};
  for (const Benchmark& benchmark : maps.benchmarks) {
    const auto name = map_row_name(benchmark.name);
    if (!name || cost_of(&benchmark) == nullptr) continue;
    Row row{name->type + "/" + name->operation, name->sizes(), &benchmark};
    const std::vector<std::string> words = name->words();
    const bool usual = std::all_of(words.begin(), words.end(),
                                   [](const std::string& word) { return kUsual.contains(word); }) &&
                       std::all_of(row.sizes.begin(), row.sizes.end(),
                                   [](const auto& size) { return kSizes.contains(size.first); });
    if (usual) rows_.push_back(std::move(row));
  }
}

const Benchmark* MapPrices::nearest(const MapOperation& operation) const {
  const std::string wanted =
      operation.map_type + "/" + operation_of(operation.map_type, operation.helper);
  const Benchmark* best = nullptr;
  double min = std::numeric_limits<double>::infinity();
  for (const Row& row : rows_) {
    if (row.operation != wanted) continue;
    const double away = distance(row.sizes, operation);
    if (away >= min) continue;
    min = away;
    best = row.benchmark;
  }
  return best;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/result/maps/map_rows.h"

#include <algorithm>
#include <cstdlib>

#include "harness/result/metrics.h"

namespace bpfmark {
namespace {

constexpr std::string_view kUserSpace = "user";
constexpr std::string_view kCpus = "cpus:";
constexpr std::string_view kBatch = "_batch";

std::vector<std::string> split(const std::string& name) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find('/', at), name.size());
    parts.push_back(name.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

}  // namespace

std::string MapRowName::text() const {
  std::string name = type + "/" + operation;
  for (const std::string& part : parts) name += "/" + part;
  return name;
}

std::map<std::string, double> MapRowName::sizes() const {
  std::map<std::string, double> sizes;
  for (const std::string& part : parts) {
    const std::size_t colon = part.find(':');
    if (colon == std::string::npos) continue;
    sizes[part.substr(0, colon)] = std::strtod(part.c_str() + colon + 1, nullptr);
  }
  return sizes;
}

std::vector<std::string> MapRowName::words() const {
  std::vector<std::string> words = parts;
  std::erase_if(words, [](const std::string& part) { return part.find(':') != part.npos; });
  return words;
}

std::optional<MapRowName> map_row_name(const std::string& name) {
  std::vector<std::string> parts = split(name);
  const std::size_t of_type = parts.front() == kUserSpace ? 2 : 1;
  if (parts.size() <= of_type) return std::nullopt;
  MapRowName row;
  row.type = of_type == 2 ? parts[0] + "/" + parts[1] : parts[0];
  row.operation = parts[of_type];
  const auto rest = parts.begin() + static_cast<std::ptrdiff_t>(of_type) + 1;
  row.parts.assign(rest, parts.end());
  return row;
}

std::optional<std::string> on_one_cpu(const MapRowName& row) {
  MapRowName alone = row;
  const auto cpus = std::find_if(alone.parts.begin(), alone.parts.end(),
                                 [](const std::string& part) { return part.starts_with(kCpus); });
  if (cpus == alone.parts.end()) return std::nullopt;
  // What follows says whether they share their keys.
  const auto left = alone.parts.end() - cpus;
  alone.parts.erase(cpus, cpus + std::min<std::ptrdiff_t>(2, left));
  return alone.text();
}

std::optional<std::string> one_by_one(const std::string& operation) {
  if (!operation.ends_with(kBatch)) return std::nullopt;
  return operation.substr(0, operation.size() - kBatch.size());
}

const Metric* cost_of(const Benchmark* benchmark) {
  return benchmark == nullptr ? nullptr : find_known_metric(*benchmark, kNsPerOp);
}

const Benchmark* find_row(const std::vector<Benchmark>& rows, const std::string& name) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Benchmark& b) { return b.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace bpfmark

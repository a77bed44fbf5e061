// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/notes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "harness/result/metrics.h"

namespace bpfmark {
namespace {

// Names by what they have in common, which keeps the order in which it came.
template <typename Key>
using Names = std::vector<std::pair<Key, std::vector<std::string>>>;

template <typename Key>
std::vector<std::string>& names_of(Names<Key>& groups, const Key& key) {
  const auto found = std::find_if(groups.begin(), groups.end(),
                                  [&key](const auto& group) { return group.first == key; });
  if (found != groups.end()) return found->second;
  return groups.emplace_back(key, std::vector<std::string>{}).second;
}

std::string verdicts(const Report& report) {
  std::vector<std::string> parts;
  for (const Verdict verdict : kVerdictsByWeight) {
    const auto count =
        std::count_if(report.comparisons.begin(), report.comparisons.end(),
                      [verdict](const Comparison& c) { return c.verdict == verdict; });
    if (count > 0) parts.push_back(fmt::format("{} {}", count, verdict_text(verdict)));
  }
  return parts.empty() ? "" : fmt::format("verdicts: {}", fmt::join(parts, ", "));
}

// All versions of a packet are measured together; the packet has stopped precisely where all have.
Names<StopReason> stops_by_packet(const Report& report) {
  Names<StopReason> reasons;
  std::map<std::pair<std::string, std::string>, StopReason> reason_of;
  std::vector<std::pair<std::string, std::string>> order;
  for (const Benchmark& benchmark : report.benchmarks) {
    if (!benchmark.stopped) continue;
    const bool is_program = benchmark.kind == BenchmarkKind::program && !benchmark.packet.empty();
    const std::pair<std::string, std::string> key{benchmark.suite,
                                                  is_program ? benchmark.packet : benchmark.name};
    const auto [place, added] = reason_of.try_emplace(key, *benchmark.stopped);
    if (added) order.push_back(key);
    if (place->second == StopReason::precise) place->second = *benchmark.stopped;
  }
  for (const auto& key : order) names_of(reasons, reason_of[key]).push_back(key.second);
  return reasons;
}

std::string in_words(StopReason reason) {
  return reason == StopReason::budget_spent ? "spent the budget" : stop_name(reason);
}

std::string_view noun(const Report& report) {
  const auto is_map = [](const Benchmark& benchmark) {
    return benchmark.kind == BenchmarkKind::map_op;
  };
  if (std::all_of(report.benchmarks.begin(), report.benchmarks.end(), is_map)) {
    return "map operations";
  }
  return std::any_of(report.benchmarks.begin(), report.benchmarks.end(), is_map) ? "cases"
                                                                                 : "packets";
}

std::string stops(const Report& report) {
  Names<StopReason> reasons = stops_by_packet(report);
  std::size_t total = 0;
  for (const auto& [reason, names] : reasons) total += names.size();
  if (total == 0) return {};
  const std::size_t precise = names_of(reasons, StopReason::precise).size();
  std::string line;
  if (total == 1 && precise == 1) {
    return fmt::format("{} reached its precision", reasons.front().second.front());
  }
  if (total > 1) {
    const std::string count =
        precise == total ? fmt::format("all {}", total) : fmt::format("{} of {}", precise, total);
    line = fmt::format("{} {} reached their precision", count, noun(report));
  }
  for (const auto& [reason, names] : reasons) {
    if (reason == StopReason::precise) continue;
    line +=
        fmt::format("{}{} {}", line.empty() ? "" : "; ", fmt::join(names, ", "), in_words(reason));
  }
  return line;
}

// One of them may hold for many cases: it is said once, with their names.
std::vector<std::string> said_once(const Report& report, const char* kind,
                                   std::vector<std::string> Benchmark::*texts) {
  Names<std::string> names_by_text;
  for (const Benchmark& benchmark : report.benchmarks) {
    for (const std::string& text : benchmark.*texts) {
      names_of(names_by_text, text).push_back(benchmark.name);
    }
  }
  std::vector<std::string> lines;
  for (const auto& [text, names] : names_by_text) {
    lines.push_back(fmt::format("{}: {}: {}", kind, fmt::join(names, ", "), text));
  }
  return lines;
}

std::string legend(const Report& report) {
  std::set<double> levels;
  bool is_net = false;
  for (const Benchmark& benchmark : report.benchmarks) {
    for (const auto& [name, metric] : benchmark.metrics) {
      if (metric.ci_low && metric.ci_high && metric.confidence) levels.insert(*metric.confidence);
      const std::string_view plain = metric_info(name).name;
      is_net = is_net || plain == kNsPerPacketNet || plain == kNsPerPacketNetPredicted;
    }
  }
  std::vector<std::string> parts;
  if (levels.size() == 1) {
    parts.push_back(fmt::format("\u00b1 is the {:.4g} % interval", *levels.begin() * 100));
  }
  if (is_net) parts.emplace_back("net is gross minus the reference program");
  return fmt::format("{}", fmt::join(parts, "; "));
}

}  // namespace

std::vector<std::string> notes_of(const Report& report) {
  std::vector<std::string> notes{verdicts(report), stops(report)};
  for (std::string& line : said_once(report, "warning", &Benchmark::warnings)) {
    notes.push_back(std::move(line));
  }
  for (std::string& line : said_once(report, "note", &Benchmark::notes)) {
    notes.push_back(std::move(line));
  }
  notes.push_back(legend(report));
  std::erase(notes, "");
  return notes;
}

}  // namespace bpfmark

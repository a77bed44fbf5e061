// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/export/gab.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "harness/export/headline.h"
#include "harness/json/json_text.h"
#include "harness/json/json_values.h"
#include "harness/result/metrics.h"
#include "harness/show/table/figures.h"
#include "harness/text/timestamp.h"

namespace bpfmark {
namespace {

constexpr std::string_view kStart = "window.BENCHMARK_DATA = ";
constexpr const char* kTool = "customSmallerIsBetter";

OrderedJson bench_json(const Benchmark& benchmark, const std::string& name, const Metric& metric) {
  OrderedJson json{
      {"name", row_name(benchmark.name, name)}, {"value", *metric.value}, {"unit", metric.unit}};
  const Figure figure = figure_of(&metric);
  if (figure.interval.empty()) return json;
  json["range"] = figure.interval;
  if (!metric.confidence) return json;
  json["extra"] = fmt::format("{}, {:.4g} % interval {:.6g} to {:.6g}", name,
                              *metric.confidence * 100, *metric.ci_low, *metric.ci_high);
  return json;
}

OrderedJson benches_json(const Report& report) {
  OrderedJson benches = OrderedJson::array();
  for (const Benchmark& benchmark : report.benchmarks) {
    for (const auto& [name, metric] : benchmark.metrics) {
      if (!metric.value || !std::isfinite(*metric.value)) continue;
      // A higher rate would be an alarm there: one list has one direction.
      if (better_of(name, metric.unit) == Better::more) continue;
      benches.push_back(bench_json(benchmark, name, metric));
    }
  }
  return benches;
}

std::int64_t milliseconds(const std::string& time) {
  return static_cast<std::int64_t>(std::llround(unix_seconds(time).value_or(0) * 1000));
}

OrderedJson person_json(const Git& git) {
  return OrderedJson{{"email", ""}, {"name", git.author.value_or("")}, {"username", ""}};
}

OrderedJson entry_json(const Report& report) {
  const Git& git = *report.run.git;
  const std::string repository = git.repository.value_or("");
  const OrderedJson commit{
      {"author", person_json(git)},
      {"committer", person_json(git)},
      {"id", git.commit},
      {"message", git.subject.value_or("")},
      {"timestamp", git.committed_at.value_or(report.run.started_at)},
      {"url", repository.empty() ? "" : fmt::format("{}/commit/{}", repository, git.commit)}};
  return OrderedJson{{"commit", commit},
                     {"date", milliseconds(report.run.started_at)},
                     {"tool", kTool},
                     {"benches", benches_json(report)}};
}

Result<OrderedJson> page_json(std::string_view page) {
  if (page.empty()) {
    return OrderedJson{{"lastUpdate", 0}, {"repoUrl", ""}, {"entries", OrderedJson::object()}};
  }
  if (!page.starts_with(kStart)) {
    return bad_input(
        fmt::format("does not begin with '{}': is it the data.js of "
                    "github-action-benchmark?",
                    kStart));
  }
  page.remove_prefix(kStart.size());
  while (!page.empty() &&
         std::string_view("; \r\n\t").find(page.back()) != std::string_view::npos) {
    page.remove_suffix(1);
  }
  Mistakes mistakes("its data");
  if (!check_json(page, kJsonByProgram, mistakes)) return mistakes.first_error();
  OrderedJson json = OrderedJson::parse(page, nullptr, false);
  if (!json.is_object() || !json.contains("entries") || !json["entries"].is_object()) {
    return bad_input("its data has no object `entries`");
  }
  for (const auto& [suite, list] : json["entries"].items()) {
    if (!list.is_array())
      return bad_input(fmt::format("its entries of '{:.80}' are no list", suite));
  }
  return json;
}

bool has_entry(const OrderedJson& list, const OrderedJson& entry) {
  return std::any_of(list.begin(), list.end(), [&entry](const OrderedJson& each) {
    return each.is_object() && each.contains("commit") && each["commit"].is_object() &&
           each["commit"].value("id", OrderedJson()) == entry["commit"]["id"] &&
           each.value("date", OrderedJson()) == entry["date"];
  });
}

}  // namespace

Result<std::string> report_to_gab(const Report& report) {
  const OrderedJson benches = benches_json(report);
  if (benches.empty()) return bad_input("no value is known: nothing to export");
  return json_dump(benches, 2) + "\n";
}

Result<std::string> append_to_gab_page(std::string_view page, const std::vector<Report>& reports) {
  BPFMARK_ASSIGN(json, page_json(page));
  std::vector<const Report*> by_time;
  for (const Report& report : reports) by_time.push_back(&report);
  std::stable_sort(by_time.begin(), by_time.end(), [](const Report* a, const Report* b) {
    return milliseconds(a->run.started_at) < milliseconds(b->run.started_at);
  });
  for (const Report* report : by_time) {
    if (!report->run.git) {
      return bad_input(
          fmt::format("the run {} knows no commit, which the page needs: measure in a "
                      "git repository",
                      report->run.id));
    }
    OrderedJson entry = entry_json(*report);
    OrderedJson& list = json["entries"][fmt::format("{} on {}", report->run.suite,
                                                    report->environment.fingerprint)];
    if (list.is_null()) list = OrderedJson::array();
    if (has_entry(list, entry)) continue;
    const OrderedJson before = json.value("lastUpdate", OrderedJson(0));
    json["lastUpdate"] = std::max(before.is_number() ? before.get<std::int64_t>() : 0,
                                  entry["date"].get<std::int64_t>());
    if (json.value("repoUrl", OrderedJson("")) == "" && report->run.git->repository) {
      json["repoUrl"] = *report->run.git->repository;
    }
    list.push_back(std::move(entry));
  }
  return std::string(kStart) + json_dump(json, 2) + "\n";
}

}  // namespace bpfmark

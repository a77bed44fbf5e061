// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/stored/missing_rows.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "harness/gate/stored/common_benchmarks.h"
#include "harness/result/metrics.h"

namespace bpfmark {
namespace {

bool is_cost(const std::string& metric) {
  return metric_info(metric).role == MetricRole::cost;
}

// The cost that a metric tells of, whatever the regime and the unit: its name in ns.
std::string cost_of(const std::string& metric) {
  return time_in_ns(without_regime(metric));
}

std::string usual_cost(const Benchmark& benchmark) {
  return benchmark.kind == BenchmarkKind::map_op ? kNsPerOp : kNsPerPacketNet;
}

std::set<std::string> costs_of(const Benchmark& base, const Benchmark& new_version) {
  std::set<std::string> costs;
  for (const Benchmark* side : {&base, &new_version}) {
    for (const auto& [metric, value] : side->metrics) {
      if (is_cost(metric)) costs.insert(cost_of(metric));
    }
  }
  if (costs.empty()) costs.insert(usual_cost(base));
  return costs;
}

Comparison missing(const std::string& name, const std::string& metric, std::string unit,
                   const Policy& policy) {
  Comparison row;
  row.name = name;
  row.metric = metric;
  row.unit = std::move(unit);
  row.base = "base";
  row.new_version = "new";
  row.counts = policy.row(metric, name).counts;
  row.verdict = Verdict::inconclusive;
  return row;
}

Comparison missing_cost(const Benchmark& base, const Benchmark& new_version,
                        const std::string& cost, const Policy& policy) {
  Comparison row = missing(base.name, cost, "ns", policy);
  if (const Metric* before = find_known_metric(base, cost)) row.base_value = before->value;
  if (const Metric* after = find_known_metric(new_version, cost)) row.new_value = after->value;
  row.note = row.base_value  ? "new has no time: measure it again, longer or on a quieter core"
             : row.new_value ? "base has no time: measure it again, longer or on a quieter core"
                             : "the two have no time to compare: measure both again, longer or on "
                               "a quieter core";
  return row;
}

class Missing {
 public:
  Missing(const Comparable& can, const std::vector<Comparison>& compared, const Policy& policy)
      : can_(can), policy_(policy) {
    for (const Comparison& row : compared) {
      if (!row.exact) compared_.emplace(row.name, cost_of(row.metric));
    }
  }

  void add_absent(const Benchmark& base) {
    Comparison row = missing(base.name, usual_cost(base), "ns", policy_);
    if (const Metric* before = find_known_metric(base, row.metric)) row.base_value = before->value;
    row.note = "base has this row and new has not: --allow-missing, if it was renamed or removed";
    rows_.push_back(std::move(row));
  }

  void add_of(const Benchmark& base, const Benchmark& new_version) {
    if (base.metrics.empty() && new_version.metrics.empty() && base.kind == BenchmarkKind::map_op)
      return;
    if (can_.times) add_costs(base, new_version);
    if (can_.exact) add_exact(base, new_version);
  }

  std::vector<Comparison> rows() && { return std::move(rows_); }

 private:
  void add_costs(const Benchmark& base, const Benchmark& new_version) {
    for (const std::string& cost : costs_of(base, new_version)) {
      if (compared_.contains({base.name, cost})) continue;
      rows_.push_back(missing_cost(base, new_version, cost, policy_));
    }
  }

  void add_exact(const Benchmark& base, const Benchmark& new_version) {
    for (const auto& [metric, before] : base.metrics) {
      if (!before.exact || !before.value || find_known_metric(new_version, metric)) continue;
      Comparison row = missing(base.name, metric, before.unit, policy_);
      if (!row.counts) continue;
      row.exact = true;
      row.base_value = before.value;
      row.note = metric + " is in base alone";
      rows_.push_back(std::move(row));
    }
  }

  const Comparable& can_;
  const Policy& policy_;
  std::set<std::pair<std::string, std::string>> compared_;  // row and cost
  std::vector<Comparison> rows_;
};

}  // namespace

std::vector<Comparison> missing_rows(const Report& base, const Report& new_version,
                                     const Comparable& can, const std::vector<Comparison>& compared,
                                     const Policy& policy, bool allow_missing) {
  const BenchmarksByName of_new = benchmarks_by_name(new_version);
  Missing missing(can, compared, policy);
  for (const Benchmark& benchmark : base.benchmarks) {
    const auto other = of_new.find(benchmark.name);
    if (other != of_new.end()) {
      missing.add_of(benchmark, *other->second);
    } else if (!allow_missing) {
      missing.add_absent(benchmark);
    }
  }
  return std::move(missing).rows();
}

}  // namespace bpfmark

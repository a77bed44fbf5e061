// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/gate/policy/rows.h"

namespace bpfmark {

Comparison row_of_metrics(const std::string& name, const std::string& metric, const Metric& base,
                          const Metric& new_version, const RowPolicy& policy) {
  Comparison row;
  row.name = name;
  row.metric = metric;
  row.unit = new_version.unit;
  row.exact = new_version.exact;
  row.base = "base";
  row.new_version = "new";
  row.base_value = base.value;
  row.new_value = new_version.value;
  row.counts = policy.counts;
  row.threshold = policy.threshold.of(*base.value);
  row.difference = *new_version.value - *base.value;
  // A ratio to something that may be zero says nothing.
  if (*base.value > 0 && (!base.ci_low || *base.ci_low > 0))
    row.ratio = *new_version.value / *base.value;
  return row;
}

Comparison compare_exact_metric(const std::string& name, const std::string& metric,
                                const Metric& base, const Metric& new_version,
                                const RowPolicy& policy) {
  Comparison row = row_of_metrics(name, metric, base, new_version, policy);
  row.verdict = Verdict::unchanged;
  if (*row.difference > *row.threshold) row.verdict = Verdict::regressed;
  if (*row.difference < -*row.threshold) row.verdict = Verdict::improved;
  return row;
}

}  // namespace bpfmark

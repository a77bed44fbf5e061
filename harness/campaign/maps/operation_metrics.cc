// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/campaign/maps/operation_metrics.h"

#include <algorithm>
#include <utility>

#include "harness/campaign/maps/operation_arms.h"
#include "harness/result/assemble.h"
#include "harness/result/metrics.h"
#include "harness/stats/estimate.h"
#include "harness/stats/interval.h"

namespace bpfmark {

std::map<std::string, Metric> operation_metrics(const Samples& samples,
                                                const std::optional<CanaryModes>& modes) {
  std::map<std::string, Metric> metrics;
  for (const Regime regime : {Regime::quiet, Regime::contended}) {
    const auto net = estimate_difference(samples, kOperationArm, kEmptyArm, regime, modes);
    if (!net && regime == Regime::contended) continue;
    metrics[metric_name(kNsPerOp, regime)] = metric_of(kNsPerOp, net);
    metrics[metric_name(kNsPerOpYardstick, regime)] =
        metric_of(kNsPerOpYardstick,
                  estimate_difference(samples, kYardstickArm, kYardstickEmptyArm, regime, modes));
  }
  return metrics;
}

Metric lost_metric(std::vector<double> shares) {
  Metric metric = unknown_metric(kLostShare);
  if (const auto interval = mean_interval(shares, kConfidence)) {
    metric.value = interval->value;
    metric.ci_low = std::max(0.0, interval->low);
    metric.ci_high = std::min(1.0, interval->high);
    metric.confidence = interval->confidence;
  }
  metric.placements = std::move(shares);
  return metric;
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Reports as OpenMetrics 1.0 text, which Prometheus' own text format 0.0.4 readers (promtool check
// metrics, the Pushgateway) take too. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/result/report.h"

namespace bpfmark {

// Gauges in base units (seconds, bytes): bpfmark_packet_net_seconds and so on, each with
// ..._low_seconds and ..._high_seconds for its interval. A series keeps its labels from commit to
// commit; what changes with each run (commit, versions) stands in the labels of bpfmark_run_info,
// to be joined on repo, branch, suite and fingerprint. docs/export.md has the list.
//
// Any number of reports where `with_time`; samples then carry the start of their run. Without it
// (the Pushgateway refuses time stamps) one report a suite, branch and fingerprint. Bad input: two
// reports that give one series two values at one time.
Result<std::string> reports_to_openmetrics(const std::vector<Report>& reports, bool with_time);

}  // namespace bpfmark

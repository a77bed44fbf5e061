// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A report as Google Benchmark writes JSON (json_schema_version 1), for compare.py and what else
// reads that. Pure.
#pragma once

#include <string>

#include "harness/base/error.h"
#include "harness/result/report.h"

namespace bpfmark {

// The headline, and its contended twin as NAME/contended. A placement is a repetition, so that
// compare.py's U test is over loads; mean, median and standard deviation follow as aggregates.
// cpu_time is real_time: a pinned thread inside one system call. Exact metrics are counters. Bad
// input: nothing known.
Result<std::string> report_to_gbench(const Report& report);

}  // namespace bpfmark

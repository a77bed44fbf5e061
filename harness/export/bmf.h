// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A report in Bencher Metric Format (bencher.dev, JSON adapter): benchmark -> measure -> value with
// bounds. Pure.
#pragma once

#include <string>

#include "harness/base/error.h"
#include "harness/result/report.h"

namespace bpfmark {

// The headline is Bencher's own measure `latency` (ns); the others have the metric's name. Unknown
// values are left out. Bad input: a name longer than Bencher takes (1024 characters), nothing
// known.
Result<std::string> report_to_bmf(const Report& report);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Reports for github-action-benchmark: its format `customSmallerIsBetter`, and the data.js of the
// page that it publishes. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/result/report.h"

namespace bpfmark {

// [{name, unit, value, range, extra}]: a row a metric; unknown values are left out. Bad input:
// nothing known.
Result<std::string> report_to_gab(const Report& report);

// `page`: the text of data.js, or empty for a new one. Adds an entry for each report, in the order
// of time, under "SUITE on FINGERPRINT": other machines are other charts. A run that stands there
// already (same commit, same time) is not added again. Bad input: a text that is no data.js, a
// report without a commit.
Result<std::string> append_to_gab_page(std::string_view page, const std::vector<Report>& reports);

}  // namespace bpfmark

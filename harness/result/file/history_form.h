// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The small form of a result file, for a history of many runs in a repository: some 15 KB where the
// full form takes 250. It holds every value and interval, rounded to six significant digits, and
// one benchmark a line. Left out are the placements (their number is kept, which is what comparing
// two runs takes beside the interval), rounds, what stopped measuring, warnings, and comparisons,
// which can be made again, and the folders of objects, which differ from checkout to checkout.
// results/schema.json has both forms.
#pragma once

#include <string>
#include <vector>

#include "harness/base/error.h"
#include "harness/json/json_reader.h"
#include "harness/result/report.h"

namespace bpfmark {

inline constexpr const char* kHistoryForm = "history";  // the value of the key "form"

// Bad input: a metric that has one unit in one benchmark and another in the next, or is exact in
// one alone: the form says both once for all.
Result<std::string> report_to_history(const Report& report);

// The benchmarks of such a document; the rest reads as in the full form (report_from_json).
std::vector<Benchmark> read_history_rows(const ReportObject& document);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Which rows of a report have what they are there for: a time. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/result/report.h"

namespace bpfmark {

// Whether the row has a cost, in either regime. Gross alone is none.
bool has_time(const Benchmark& benchmark);

// The names of those that have none.
std::vector<std::string> rows_without_time(const Report& report);

// Empty where every row has a time; else a sentence that names those that have none, the first few.
std::string about_rows_without_time(const Report& report);

}  // namespace bpfmark

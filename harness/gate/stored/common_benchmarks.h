// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The rows of results by their names. Pure; all pointers are borrowed from the reports.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/result/report.h"

namespace bpfmark {

using BenchmarksByName = std::map<std::string, const Benchmark*>;
BenchmarksByName benchmarks_by_name(const Report& report);

// Base and new of each row that both have, in the order of new.
using BenchmarkPair = std::pair<const Benchmark*, const Benchmark*>;
std::vector<BenchmarkPair> common_benchmarks(const Report& base, const Report& new_version);

}  // namespace bpfmark

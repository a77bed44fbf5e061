// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Rows of a report on map operations by name, and their costs. Pure.
#pragma once

#include <string>

#include "harness/result/report.h"

namespace bpfmark {

// Its cost, known; null, as for a null benchmark, where it is not.
const Metric* cost_of(const Benchmark* benchmark);

// Null: no benchmark of that name.
const Benchmark* find_row(const Report& report, const std::string& name);

}  // namespace bpfmark

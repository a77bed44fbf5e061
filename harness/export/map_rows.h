// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What tables on map operations are made of: rows of a report by name, their costs, columns. Pure.
#pragma once

#include <string>

#include "harness/export/blocks.h"
#include "harness/result/report.h"

namespace bpfmark {

// Null where the metric is not there or not known.
const Metric* metric_named(const Benchmark& benchmark, const std::string& name);

// ns_per_op, known; null, as for a null benchmark, where it is not.
const Metric* cost_of(const Benchmark* benchmark);

// Null: no benchmark of that name.
const Benchmark* find_row(const Report& report, const std::string& name);

TableBlock block_named(std::string headline, std::vector<TableColumn> columns);
TableColumn text_column(const std::string& header);
TableColumn number_column(const std::string& header);
// Stands beside the number before it, under its header.
TableColumn interval_column(const std::string& name);

}  // namespace bpfmark

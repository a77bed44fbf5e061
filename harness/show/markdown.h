// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A report as GitHub-flavoured Markdown: the terminal's table, with all columns. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/result/report.h"
#include "harness/show/blocks.h"
#include "harness/show/table/table_block.h"

namespace bpfmark {

std::string report_to_markdown(const Report& report);

std::string blocks_to_markdown(const std::vector<TableBlock>& blocks,
                               const std::vector<std::string>& notes);

}  // namespace bpfmark

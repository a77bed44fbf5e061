// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// Blocks of cells laid out for a terminal. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/show/table/table_block.h"

namespace bpfmark {

struct TableStyle {
  std::size_t width = 100;  // columns of the terminal; no line is longer, down to 60
  bool colour = false;      // only where stdout is a terminal and NO_COLOR is unset
};

// Any blocks and the paragraphs that follow them, as text.
std::string blocks_to_table(std::vector<TableBlock> blocks, const std::vector<std::string>& notes,
                            const TableStyle& style);

}  // namespace bpfmark

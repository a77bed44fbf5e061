// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/table/table_block.h"

#include <algorithm>
#include <utility>

namespace bpfmark {

TableBlock block_named(std::string headline, std::vector<TableColumn> columns) {
  return {.headline = std::move(headline), .columns = std::move(columns), .rows = {}};
}

TableColumn text_column(const std::string& header) {
  return {.header = header, .name = header, .shrinks = true};
}

TableColumn number_column(const std::string& header) {
  return {.header = header, .name = header, .align = Align::decimal};
}

TableColumn interval_column(const std::string& name) {
  return {.header = "", .name = name};
}

void drop_if_empty(TableBlock& block, std::size_t i) {
  const bool is_empty = std::all_of(block.rows.begin(), block.rows.end(),
                                    [i](const TableRow& row) { return row.cells[i].empty(); });
  if (!is_empty) return;
  const auto at = static_cast<std::ptrdiff_t>(i);
  block.columns.erase(block.columns.begin() + at);
  for (TableRow& row : block.rows) row.cells.erase(row.cells.begin() + at);
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A table before any layout: blocks of text cells, which the terminal's table and the Markdown one
// lay out. Cells hold text from files, so far unescaped. Plain data.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace bpfmark {

enum class Align { left, right, decimal };  // decimal: the points stand below each other

struct TableColumn {
  std::string header;  // empty: continues the column before, under its header
  std::string name;    // the short header, and in the note on what was left out
  Align align = Align::left;
  int drop_order = 0;    // 1 is left out first where the width is too small; 0 never
  bool shrinks = false;  // long texts are shortened
  bool is_verdict = false;
  std::size_t max = 0;  // longer text is shortened to this; 0: never
};

struct TableRow {
  std::vector<std::string> cells;   // one a column; may be empty
  bool repeats_first_cell = false;  // of the row above
};

struct TableBlock {
  std::string headline;
  std::vector<TableColumn> columns;  // without those that are empty in all rows
  std::vector<TableRow> rows;
};

TableBlock block_named(std::string headline, std::vector<TableColumn> columns);
TableColumn text_column(const std::string& header);
TableColumn number_column(const std::string& header);
// Stands beside the number before it, under its header.
TableColumn interval_column(const std::string& name);

// Takes column `i` out where it is empty in all rows.
void drop_if_empty(TableBlock& block, std::size_t i);

}  // namespace bpfmark

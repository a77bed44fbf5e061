// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/markdown.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>
#include <vector>

#include "harness/show/blocks.h"
#include "harness/show/notes.h"
#include "harness/show/table/table_block.h"
#include "harness/text/text_width.h"

namespace bpfmark {
namespace {

// Text from a file must neither end a cell nor become markup; a backslash makes any ASCII
// punctuation plain (CommonMark 2.4).
std::string escaped(std::string_view text) {
  constexpr std::string_view kSpecial = "\\`*_[]<>|&~#";
  std::string one_line;
  for (const char c : text) one_line += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  std::string out;
  for (const char c : printable(one_line)) {
    if (kSpecial.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

// Columns without a header share the cell of the column before.
std::vector<std::string> merged_cells(const TableBlock& block, const TableRow& row) {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < block.columns.size(); ++i) {
    const std::string cell = escaped(row.cells[i]);
    if (!block.columns[i].header.empty()) {
      cells.push_back(cell);
    } else if (!cell.empty()) {
      cells.back() += " " + cell;
    }
  }
  return cells;
}

std::string block_text(const TableBlock& block) {
  std::string text = fmt::format("**{}**\n\n|", escaped(block.headline));
  std::string rule = "|";
  for (const TableColumn& column : block.columns) {
    if (column.header.empty()) continue;
    text += fmt::format(" {} |", escaped(column.header));
    rule += column.align == Align::left ? " --- |" : " ---: |";
  }
  text += "\n" + rule + "\n";
  for (const TableRow& row : block.rows) {
    text += fmt::format("| {} |\n", fmt::join(merged_cells(block, row), " | "));
  }
  return text;
}

}  // namespace

std::string blocks_to_markdown(const std::vector<TableBlock>& blocks,
                               const std::vector<std::string>& notes) {
  std::string text;
  for (const TableBlock& block : blocks) {
    if (!text.empty()) text += '\n';
    text += block_text(block);
  }
  if (!text.empty() && !notes.empty()) text += '\n';
  for (const std::string& note : notes) text += fmt::format("- {}\n", escaped(note));
  return text;
}

std::string report_to_markdown(const Report& report) {
  const std::vector<TableBlock> blocks = blocks_of(report);
  if (!blocks.empty()) return blocks_to_markdown(blocks, notes_of(report));
  const std::string suite = report.run.suite.empty() ? "" : escaped(report.run.suite) + ": ";
  const std::string notes = blocks_to_markdown({}, notes_of(report));
  return suite + "nothing was measured\n" + (notes.empty() ? "" : "\n" + notes);
}

}  // namespace bpfmark

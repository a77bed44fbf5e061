// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/table/text_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "harness/result/words.h"
#include "harness/show/table/table_block.h"
#include "harness/text/text_width.h"

namespace bpfmark {
namespace {

constexpr std::size_t kMinWidth = 60;
constexpr std::size_t kShortName = 12;    // names are shortened to this before columns go
constexpr std::size_t kTightName = 8;     // and to this, under short headers, before kTightFrom go
constexpr int kTightFrom = 6;             // the drop order from which columns are missed
constexpr std::size_t kShortestName = 4;  // and to this when no more columns can go

struct Layout {
  std::vector<std::size_t> columns;  // indices of those that are shown
  std::vector<std::size_t> widths;   // of each of them
  bool is_tight = false;             // short headers
};

const std::string& header_of(const Layout& layout, const TableColumn& column) {
  return layout.is_tight ? column.name : column.header;
}

std::size_t gap_before(const TableColumn& column) {
  return column.header.empty() ? 1 : 2;
}

// A header spans the columns that continue it. One past the last of the group that begins at `i`.
std::size_t group_end(const TableBlock& block, const Layout& layout, std::size_t i) {
  std::size_t end = i + 1;
  while (end < layout.columns.size() && block.columns[layout.columns[end]].header.empty()) ++end;
  return end;
}

std::size_t group_width(const Layout& layout, std::size_t begin, std::size_t end) {
  std::size_t width = end - begin - 1;
  for (std::size_t i = begin; i < end; ++i) width += layout.widths[i];
  return width;
}

std::size_t decimals_with_point(const std::string& text) {
  const std::size_t point = text.find('.');
  return point == std::string::npos ? 0 : text.size() - point;
}

// Makes the points stand below each other once the cells are aligned to the right.
void align_decimals(TableBlock& block, std::size_t column) {
  std::size_t max = 0;
  for (const TableRow& row : block.rows)
    max = std::max(max, decimals_with_point(row.cells[column]));
  for (TableRow& row : block.rows) {
    std::string& cell = row.cells[column];
    if (!cell.empty()) cell.append(max - decimals_with_point(cell), ' ');
  }
}

void prepare(TableBlock& block) {
  for (std::size_t i = 0; i < block.columns.size(); ++i) {
    const TableColumn& column = block.columns[i];
    for (TableRow& row : block.rows) {
      row.cells[i] = printable(row.cells[i]);
      if (column.max > 0) row.cells[i] = shorten(row.cells[i], column.max);
    }
    if (column.align == Align::decimal) align_decimals(block, i);
  }
}

std::vector<std::size_t> cell_widths(const TableBlock& block) {
  std::vector<std::size_t> widths(block.columns.size());
  for (const TableRow& row : block.rows) {
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], display_width(row.cells[i]));
    }
  }
  return widths;
}

// Cells in full, and each header over the columns of its group that are left.
Layout natural_layout(const TableBlock& block, const std::vector<std::size_t>& columns,
                      const std::vector<std::size_t>& widths, bool is_tight) {
  Layout layout{.columns = columns, .widths = {}, .is_tight = is_tight};
  for (const std::size_t column : columns) layout.widths.push_back(widths[column]);
  for (std::size_t i = 0; i < columns.size(); i = group_end(block, layout, i)) {
    const std::size_t end = group_end(block, layout, i);
    const std::size_t used = group_width(layout, i, end);
    const std::size_t wanted = display_width(header_of(layout, block.columns[columns[i]]));
    if (wanted > used) layout.widths[end - 1] += wanted - used;
  }
  return layout;
}

std::size_t total_width(const TableBlock& block, const Layout& layout) {
  std::size_t width = std::accumulate(layout.widths.begin(), layout.widths.end(), std::size_t{0});
  for (std::size_t i = 1; i < layout.columns.size(); ++i) {
    width += gap_before(block.columns[layout.columns[i]]);
  }
  return width;
}

// Shortens the longest names first, none below `least`. True where the block then fits.
bool shrink_to(const TableBlock& block, Layout& layout, std::size_t width, std::size_t min) {
  for (std::size_t total = total_width(block, layout); total > width; --total) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < layout.columns.size(); ++i) {
      if (!block.columns[layout.columns[i]].shrinks || layout.widths[i] <= min) continue;
      if (widest == nullptr || layout.widths[i] > *widest) widest = &layout.widths[i];
    }
    if (widest == nullptr) return false;
    --*widest;
  }
  return true;
}

// The position, in the layout, of the column that goes next; npos where none may.
std::size_t next_to_drop(const TableBlock& block, const std::vector<std::size_t>& columns) {
  std::size_t next = std::string::npos;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const int order = block.columns[columns[i]].drop_order;
    if (order == 0) continue;
    if (next == std::string::npos || order < block.columns[columns[next]].drop_order) next = i;
  }
  return next;
}

Layout fit(const TableBlock& block, std::size_t width) {
  std::vector<std::size_t> columns(block.columns.size());
  std::iota(columns.begin(), columns.end(), std::size_t{0});
  const std::vector<std::size_t> widths = cell_widths(block);
  for (bool is_tight = false;;) {
    Layout layout = natural_layout(block, columns, widths, is_tight);
    if (shrink_to(block, layout, width, is_tight ? kTightName : kShortName)) return layout;
    const std::size_t next = next_to_drop(block, columns);
    const bool is_missed =
        next == std::string::npos || block.columns[columns[next]].drop_order >= kTightFrom;
    if (is_missed && !is_tight) {
      is_tight = true;
    } else if (next != std::string::npos) {
      columns.erase(columns.begin() + static_cast<std::ptrdiff_t>(next));
    } else {
      shrink_to(block, layout, width, kShortestName);
      return layout;
    }
  }
}

std::string_view colour_of(std::string_view verdict) {
  if (verdict == verdict_text(Verdict::regressed)) return "\x1b[31m";
  if (verdict == verdict_text(Verdict::improved)) return "\x1b[32m";
  return verdict == verdict_text(Verdict::inconclusive) ? "\x1b[33m" : "";
}

std::string coloured(const std::string& text, std::size_t width) {
  const std::string_view colour = colour_of(text);
  if (colour.empty()) return pad_right(text, width);
  const std::string padding = pad_right(text, width).substr(text.size());
  return fmt::format("{}{}\x1b[0m{}", colour, text, padding);
}

void end_line(std::string& line) {
  line.erase(line.find_last_not_of(' ') + 1);
  line += '\n';
}

std::string header_line(const TableBlock& block, const Layout& layout) {
  std::string line;
  for (std::size_t i = 0; i < layout.columns.size(); i = group_end(block, layout, i)) {
    const TableColumn& column = block.columns[layout.columns[i]];
    const std::size_t end = group_end(block, layout, i);
    const std::size_t width = group_width(layout, i, end);
    const std::string header = shorten(header_of(layout, column), width);
    const bool to_the_right = column.align != Align::left && end == i + 1;
    if (i > 0) line.append(gap_before(column), ' ');
    line += to_the_right ? pad_left(header, width) : pad_right(header, width);
  }
  end_line(line);
  return line;
}

std::string row_line(const TableBlock& block, const Layout& layout, const TableRow& row,
                     bool colour) {
  std::string line;
  for (std::size_t i = 0; i < layout.columns.size(); ++i) {
    const std::size_t index = layout.columns[i];
    const TableColumn& column = block.columns[index];
    const bool is_repeated = index == 0 && row.repeats_first_cell;
    const std::string cell = is_repeated ? "" : shorten(row.cells[index], layout.widths[i]);
    if (i > 0) line.append(gap_before(column), ' ');
    if (colour && column.is_verdict) {
      line += coloured(cell, layout.widths[i]);
    } else {
      line += column.align == Align::left ? pad_right(cell, layout.widths[i])
                                          : pad_left(cell, layout.widths[i]);
    }
  }
  end_line(line);
  return line;
}

std::string paragraph(const std::string& text, std::size_t width) {
  return fmt::format("{}\n", fmt::join(wrap(printable(text), width), "\n"));
}

std::string left_out(const TableBlock& block, const Layout& layout, std::size_t width) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < block.columns.size(); ++i) {
    const bool shown =
        std::find(layout.columns.begin(), layout.columns.end(), i) != layout.columns.end();
    if (!shown) names.push_back(block.columns[i].name);
  }
  if (names.empty()) return {};
  return paragraph(fmt::format("(left out at {} columns: {})", width, fmt::join(names, ", ")),
                   width);
}

std::string block_text(TableBlock block, std::size_t width, bool colour) {
  prepare(block);
  const Layout layout = fit(block, width);
  std::string text = paragraph(block.headline, width) + header_line(block, layout);
  for (const TableRow& row : block.rows) text += row_line(block, layout, row, colour);
  return text + left_out(block, layout, width);
}

}  // namespace

std::string blocks_to_table(std::vector<TableBlock> blocks, const std::vector<std::string>& notes,
                            const TableStyle& style) {
  const std::size_t width = std::max(style.width, kMinWidth);
  std::string text;
  for (TableBlock& block : blocks) {
    if (!text.empty()) text += '\n';
    text += block_text(std::move(block), width, style.colour);
  }
  if (!text.empty() && !notes.empty()) text += '\n';
  for (const std::string& note : notes) text += paragraph(note, width);
  return text;
}

}  // namespace bpfmark

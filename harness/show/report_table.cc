// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/report_table.h"

#include "harness/show/blocks.h"
#include "harness/show/notes.h"
#include "harness/show/table/table_block.h"
#include "harness/show/table/text_table.h"

namespace bpfmark {

std::string report_to_table(const Report& report, const TableStyle& style) {
  std::vector<TableBlock> blocks = blocks_of(report);
  std::vector<std::string> notes = notes_of(report);
  if (blocks.empty()) {
    const std::string suite = report.run.suite.empty() ? "" : report.run.suite + ": ";
    notes.insert(notes.begin(), suite + "nothing was measured");
  }
  return blocks_to_table(std::move(blocks), notes, style);
}

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
#include "harness/show/table/table_block.h"

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

}  // namespace bpfmark

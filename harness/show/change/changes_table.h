// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The changes of a history for people and for scripts: which commit, by how much. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/history/history_changes.h"
#include "harness/show/table/text_table.h"

namespace bpfmark {

std::string changes_to_table(const History& history, const std::vector<HistoryChange>& changes,
                             const TableStyle& style);
std::string changes_to_markdown(const History& history, const std::vector<HistoryChange>& changes);

// {"runs", "series", "changes": [{"name", "metric", "unit", "exact", "suite", "fingerprint",
//  "commit", "started_at", "previous_commit", "before", "after", "difference", "ci_low", "ci_high",
//  "ratio", "p_value", "counts", "verdict", "environment": ["clang 14.0.6 became 16.0.6"]}]}
std::string changes_to_json(const History& history, const std::vector<HistoryChange>& changes);

// What became another between two runs on machines of one fingerprint: compiler, libbpf, governor,
// bpfmark itself. Such a change may have another cause than the commit.
std::vector<std::string> environment_changes(const History& history, std::size_t before,
                                             std::size_t after);

}  // namespace bpfmark

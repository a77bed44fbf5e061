// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The report: one HTML file that holds its data, style and scripts, asks no network for anything
// (its Content-Security-Policy forbids it) and opens from disk. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/history/history_changes.h"
#include "harness/listing/annotated_profile.h"

namespace bpfmark {

// Nothing of `history`, `profiles` or `title` is markup in it, whatever it holds. Either of the two
// may be empty.
std::string dashboard_html(const History& history, const std::vector<HistoryChange>& changes,
                           const std::vector<AnnotatedProfile>& profiles, const std::string& title);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What the report's page shows, as the script blocks that hold it: one for all but the points of
// the trends, and one a series, which the page reads when it is looked at. Pure.
#pragma once

#include <string>
#include <vector>

#include "harness/history/history_changes.h"
#include "harness/listing/annotated_profile.h"

namespace bpfmark {

// Text from results cannot end its block: every "<" is written as an escape of JSON.
std::string page_data(const History& history, const std::vector<HistoryChange>& changes,
                      const std::vector<AnnotatedProfile>& profiles, const std::string& title);

}  // namespace bpfmark

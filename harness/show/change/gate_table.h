// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A gate's report for people: base, new, change, interval, verdict, a row a comparison. Pure.
#pragma once

#include <string>

#include "harness/gate/gate_report.h"
#include "harness/show/table/text_table.h"

namespace bpfmark {

// Timed rows, then exact ones that changed, then differences of behaviour; one line of summary.
std::string gate_to_table(const GateReport& report, const TableStyle& style);

// The same as Markdown: a job summary or a comment.
std::string gate_to_markdown(const GateReport& report);

// "regressed: 1 regressed, 9 unchanged; behaviour the same", the summary alone.
std::string gate_summary(const GateReport& report);

// Workflow commands of GitHub Actions, a line each: an error for each regression that counts and
// for behaviour that was to be the same, a warning for each inconclusive row. Escaped as the runner
// wants it (%, CR and LF).
std::string gate_annotations(const GateReport& report);

}  // namespace bpfmark

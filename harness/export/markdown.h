// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A report as GitHub-flavoured Markdown: the terminal's table, with all columns. Pure.
#pragma once

#include <string>

#include "harness/result/report.h"

namespace bpfmark {

std::string report_to_markdown(const Report& report);

}  // namespace bpfmark

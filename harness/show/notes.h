// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What must be said beside the numbers, one paragraph each, without line breaks or escapes of any
// format: how many verdicts of each kind, what stopped measuring, warnings, what +- means.
#pragma once

#include <string>
#include <vector>

#include "harness/result/report.h"

namespace bpfmark {

std::vector<std::string> notes_of(const Report& report);

}  // namespace bpfmark

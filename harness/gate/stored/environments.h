// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// What two results can share: by the machine, the kernel, the compiler and the core's regime.
#pragma once

#include <string>
#include <vector>

#include "harness/gate/stored/missing_rows.h"
#include "harness/result/report.h"

namespace bpfmark {

// What may be compared, all of it with `force`. Adds a sentence to `notes` for each difference.
Comparable check_environments(const Environment& a, const Environment& b, bool force,
                              std::vector<std::string>& notes);

}  // namespace bpfmark

// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// A comparison as JSON: the same in a result file and in what the gate prints.
#pragma once

#include <nlohmann/json.hpp>

#include "harness/result/report.h"

namespace bpfmark {

// Keys in the order of results/schema.json; what is not finite or unknown is null.
nlohmann::ordered_json comparison_json(const Comparison& comparison);

}  // namespace bpfmark

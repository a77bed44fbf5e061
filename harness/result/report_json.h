// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The only place where results become JSON and JSON becomes results.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "harness/base/error.h"
#include "harness/result/report.h"

namespace bpfmark {

// Two-space indented, keys in the order of results/schema.json, a final newline. Doubles that are
// not finite become null.
std::string report_to_json(const Report& report);

// `source` names the text in messages. Bad input: not JSON (line and column), another
// schema_version, a missing or mistyped key (its JSON path and what belongs there), a negative
// cost of a gross metric, an interval that does not hold its value, a duplicate benchmark name.
// Keys that are not known are ignored: a newer minor version may add some.
Result<Report> report_from_json(std::string_view text, const std::string& source);

// At most 256 MiB.
Result<Report> read_report(const std::filesystem::path& path);

}  // namespace bpfmark

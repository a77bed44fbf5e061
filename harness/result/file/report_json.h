// SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only
// The only place where results become JSON and JSON becomes results.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "harness/base/error.h"
#include "harness/result/report.h"

namespace bpfmark {

class ReportObject;

inline constexpr std::size_t kMaxReportBytes = std::size_t{256} << 20;

// Two-space indented, keys in the order of results/schema.json, a final newline. Doubles come back
// bit for bit. Those that are not finite become null, and are left out of `placements`. An empty
// version or packet (of a map operation), suite, branch, sha256, tag or type becomes null; bytes
// that are not UTF-8 become U+FFFD.
std::string report_to_json(const Report& report);

// `source` names the text in messages. Bad input: not JSON (line and column), nested deeper than 64
// levels, another schema_version, a missing or mistyped key (its JSON path and what belongs there),
// a key that stands there twice, a negative cost of a gross or counted metric, an interval that
// does not hold its value, a share or probability outside of 0..1, a duplicate benchmark name.
// Keys that are not known are ignored: a newer minor version may add some.
Result<Report> report_from_json(std::string_view text, const std::string& source);

// The same of a parsed document; complaints are the document's.
Report report_of_document(const ReportObject& document);

// Whether the document is meant as a profile (`bpfmark profile -o`), right or wrong.
bool is_profile(const ReportObject& document);

// At most kMaxReportBytes.
Result<Report> read_report(const std::filesystem::path& path);

// What read_report() reads again. Cannot measure: it would be refused; nothing is written. Bad
// input: as write_file().
Result<void> write_report(const std::filesystem::path& path, const Report& report);

}  // namespace bpfmark
